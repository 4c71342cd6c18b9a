// What a page preview draws over a signed document: where each signature stands, what it covers, what was changed afterwards and
// where. Told by the judge of the format, so that a preview never decides anything by itself.

import type { Effect } from '../verdict.ts'

/** x and y of one corner, x and y of the opposite one, in the page's own units: PDF points from below, OFD millimetres from above. */
export type Rectangle = readonly [number, number, number, number]

/** A place on a page; without a rectangle it is somewhere on the page, or all of it. */
export interface Place {
  /** Counted from 0, in the document as it is now; in its signed revision for what was removed. */
  page: number
  rectangle?: Rectangle
}

export interface LaterChange {
  /** The code of the finding that tells it. */
  code: string
  effect: Effect
  /** Page number, field name or key, as in the finding. */
  where: string
  places: Place[]
}

export interface SignatureMark {
  field: string
  kind: 'signature' | 'timestamp'
  /** Where it is shown; none for one that shows nothing. */
  places: Place[]
  /** Offset and length of each covered stretch, in order; absent when it cannot be told. */
  covered?: number[]
  /** The revision it signed, as numbered in `revisions`. */
  revision?: number
  /** Whether octets stand behind what it covers. */
  hasLaterOctets: boolean
  changes: LaterChange[]
}

/** A beginning of the file that somebody signed, or all of it. */
export interface Revision {
  /** From 1, the oldest first. */
  number: number
  bytes: number
  /** The fields whose signatures end here; empty for later octets nobody signed. */
  signedBy: string[]
}

export interface DocumentMarks {
  pages: number
  revisions: Revision[]
  signatures: SignatureMark[]
}
