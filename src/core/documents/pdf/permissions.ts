// Which later changes a signature allows: DocMDP of the certifying signature, FieldMDP and field locks (ISO 32000-1 §12.8.2;
// ISO 32000-2 §12.8.2.2). A whitelist: what is not named here is not allowed.

import type { Change, ChangeKind } from './change.ts'
import type { PdfDocument } from './document.ts'
import { textOf } from './signature-fields.ts'
import { asArray, asInteger, asName, asString, type PdfDictionary } from './values.ts'

export type PermissionLevel = 1 | 2 | 3

export interface Permissions {
  /** Of a certified document; absent: nobody certified it. */
  level?: PermissionLevel
  /** Whether a field of this name may no longer change. */
  isLocked(field: string): boolean
}

/** What validation over the years adds; it shows nothing (ISO 32000-2 §12.8.2.2.2, table 257). */
const ALWAYS: readonly ChangeKind[] = ['validation-material', 'timestamp-added', 'extensions', 'metadata']
const FILLING: readonly ChangeKind[] = ['field-filled', 'signature-added', 'signature-field-added']
/** Filling in that shows something else where the signer saw something. */
const FILLING_OVER: readonly ChangeKind[] = ['field-value-replaced', 'field-appearance-changed', 'appearances-demanded']
const ANNOTATING: readonly ChangeKind[] = ['annotation-added', 'annotation-changed', 'annotation-removed']

export type Allowance = 'allowed' | 'allowed-but-visible' | 'forbidden'

export function allowanceOf(change: Change, permissions: Permissions): Allowance {
  if (ALWAYS.includes(change.kind)) return 'allowed'
  // Whoever certified a document saw it without these: a place of its own can cover what was certified (evil annotation, sneaky signature).
  if (change.kind === 'visible-signature-added') return permissions.level ? 'forbidden' : 'allowed'
  if (change.kind === 'visible-timestamp-added') return permissions.level ? 'forbidden' : 'allowed-but-visible'
  if (permissions.level === 1) return 'forbidden'
  if (FILLING_OVER.includes(change.kind))
    return permissions.isLocked(change.where) ? 'forbidden' : 'allowed-but-visible'
  if (FILLING.includes(change.kind)) return permissions.isLocked(change.where) ? 'forbidden' : 'allowed'
  return permissions.level === 3 && ANNOTATING.includes(change.kind) ? 'allowed-but-visible' : 'forbidden'
}

/** @param document as it was signed */
export function permissionsOf(document: PdfDocument, field: PdfDictionary, signature: PdfDictionary): Permissions {
  const certifying = document.dictionary(
    document.dictionary(document.catalog().entries.get('Perms'))?.entries.get('DocMDP'),
  )
  const own = certificationLevelOf(document, signature)
  const level = (certifying && (certificationLevelOf(document, certifying) ?? 2)) ?? own
  const lock = document.dictionary(field.entries.get('Lock'))
  const locks = [...transformsOf(document, signature, 'FieldMDP'), ...(lock ? [lock] : [])]
  const ownLevel = lock && asInteger(document.resolve(lock.entries.get('P')))
  const least = Math.min(level ?? 4, own ?? 4, ownLevel ?? 4)
  return {
    ...(least < 4 && { level: Math.max(1, least) as PermissionLevel }),
    isLocked: (name) => locks.some((one) => locksField(document, one, name)),
  }
}

/** What a certifying signature permits; `undefined` for a signature that certifies nothing. The default is 2. */
export function certificationLevelOf(document: PdfDocument, signature: PdfDictionary): number | undefined {
  const [transform] = transformsOf(document, signature, 'DocMDP')
  return transform && (asInteger(document.resolve(transform.entries.get('P'))) ?? 2)
}

function transformsOf(document: PdfDocument, signature: PdfDictionary, method: string): PdfDictionary[] {
  const references = asArray(document.resolve(signature.entries.get('Reference'))) ?? []
  return references.flatMap((one) => {
    const reference = document.dictionary(one)
    if (asName(document.resolve(reference?.entries.get('TransformMethod'))) !== method) return []
    return document.dictionary(reference?.entries.get('TransformParams')) ?? []
  })
}

function locksField(document: PdfDocument, lock: PdfDictionary, name: string): boolean {
  const action = asName(document.resolve(lock.entries.get('Action')))
  const listed = (asArray(document.resolve(lock.entries.get('Fields'))) ?? []).some((one) => {
    const field = asString(document.resolve(one)) ? textOf(document, one) : undefined
    return field !== undefined && (name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}#`))
  })
  if (action === 'Include') return listed
  return action === 'Exclude' ? !listed : true
}
