// OFD packages sealed (GB/T 33190-2016 ch. 18, GB/T 38540-2020; clauses unverified): the list of digests under an SES_Signature.

import { hash } from '#adapters/pkijs/signed-data.ts'
import type { Instant } from '#core/verdict.ts'
import type { Placement } from '#src/ports.ts'
import type { Preparer } from './preparer.ts'
import { makeSealSignature, type SealUse } from './seal.ts'
import type { Stamp } from './stamp.ts'

export interface OfdSealingOrder {
  file: Uint8Array
  use: SealUse
  at: Instant
  stamp?: Stamp
  placement: Placement
}

/** @throws AppError `bad-input` or `precondition` for a package that cannot be sealed, `unavailable` without the timestamp asked for */
export async function sealOfd(order: OfdSealingOrder, preparer: Preparer): Promise<Uint8Array> {
  const { use, at, stamp, file, placement } = order
  const plain = { file, at, placement, seal: use.seal }
  const { description, path } = await preparer.ofdDescription(plain)
  const value = await makeSealSignature({
    ...use,
    at,
    dataHash: hash('sm3', description),
    propertyInfo: `/${path}`,
    ...(stamp && { stamp }),
  })
  return preparer.ofdPackage(plain, value)
}
