// The kinds of change that can be told of a later revision, and what two revisions are compared with.

import type { Place } from '../marks.ts'
import type { PdfDocument } from './document.ts'
import type { Outline } from './outline.ts'
import type { Places } from './places.ts'
import type { Sameness } from './sameness.ts'

export type ChangeKind =
  | 'page-added'
  | 'page-removed'
  | 'page-changed'
  | 'annotation-added'
  | 'annotation-removed'
  | 'annotation-changed'
  | 'field-added'
  | 'field-removed'
  | 'field-filled'
  | 'field-value-replaced'
  | 'field-appearance-changed'
  | 'field-changed'
  | 'signature-field-added'
  | 'signature-added'
  | 'visible-signature-added'
  | 'timestamp-added'
  | 'visible-timestamp-added'
  | 'signature-changed'
  | 'form-changed'
  | 'appearances-demanded'
  | 'validation-material'
  | 'validation-material-removed'
  | 'metadata'
  | 'extensions'
  | 'page-tree-changed'
  | 'layers-changed'
  | 'action-added'
  | 'names-changed'
  | 'catalog-changed'

export interface Change {
  kind: ChangeKind
  /** Page number, field name or key: where it is. */
  where: string
  /** Which entries differ, for the expert. */
  detail?: string
  /** Where it is seen; absent for what no page shows. */
  places?: Place[]
}

export interface Comparison {
  before: PdfDocument
  after: PdfDocument
  outlines: { before: Outline; after: Outline }
  places: { before: Places; after: Places }
  sameness: Sameness
}
