// Who made a seal, and whether the maker's certificate still stands: what a revoked maker made is not used any more.

import { inArray } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { sealMakerRevocations } from '#db/schema/seals.ts'

export interface MakerRevocation {
  revokedAt: Instant
  /** RFC 5280 §5.3.1. */
  reason: string
}

/** Of these certificates (SHA-256, lower-case hex) those that were revoked. */
export async function revokedMakers(
  db: Db | Tx,
  certificateSha256: readonly string[],
): Promise<ReadonlyMap<string, MakerRevocation>> {
  if (certificateSha256.length === 0) return new Map()
  const rows = await db
    .select()
    .from(sealMakerRevocations)
    .where(inArray(sealMakerRevocations.certificateSha256, [...new Set(certificateSha256)]))
  return new Map(rows.map(({ certificateSha256: sha256, revokedAt, reason }) => [sha256, { revokedAt, reason }]))
}

/** Of each seal in its place. @param makers DER of the certificates of their makers */
export async function makerRevocations(
  db: Db | Tx,
  primitives: Pick<Primitives, 'digest'>,
  makers: readonly Uint8Array[],
): Promise<(MakerRevocation | undefined)[]> {
  const sha256 = await Promise.all(makers.map(async (der) => toHex(await primitives.digest('sha256', der))))
  const revoked = await revokedMakers(db, sha256)
  return sha256.map((one) => revoked.get(one))
}

/** Of one seal. @param maker DER of the certificate of its maker */
export async function makerRevocation(
  db: Db | Tx,
  primitives: Pick<Primitives, 'digest'>,
  maker: Uint8Array,
): Promise<MakerRevocation | undefined> {
  const [revocation] = await makerRevocations(db, primitives, [maker])
  return revocation
}
