// The part of making that reads untrusted files. It is given no key, so that it can run on a thread that may be killed; what it gives back
// is signed as it stands.

import type { Primitives } from '#core/primitives.ts'
import { describeOfd, type OfdDescription, type OfdPreparation, packOfd } from './ofd-description.ts'
import { type FieldOrder, type PreparedField, prepareField } from './pdf-field.ts'

export interface Preparer {
  /** @throws AppError `bad-input` or `precondition` for a file that cannot be signed, `limit` or `unavailable` for one that could not be read */
  field(order: FieldOrder): Promise<PreparedField>
  /** @throws AppError as `field` */
  ofdDescription(order: OfdPreparation): Promise<OfdDescription>
  /** @throws AppError as `field` */
  ofdPackage(order: OfdPreparation, value: Uint8Array): Promise<Uint8Array>
}

/** On this thread: for the files of the laboratory, and for the thread that reads those of others. */
export function preparerHere(primitives: Primitives): Preparer {
  return {
    field: (order) => prepareField(order, primitives),
    ofdDescription: (order) => describeOfd(order, primitives),
    ofdPackage: (order, value) => packOfd(order, value, primitives),
  }
}
