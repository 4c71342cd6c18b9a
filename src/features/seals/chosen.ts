// Whose seal it is to be, chosen from the people of this house: by the credential, so that nobody carries certificates about as files.

import { and, eq, inArray } from 'drizzle-orm'
import { fromBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { credentials } from '#db/schema/credentials.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { SealRequestRow, SealRow } from './rules.ts'

export interface Chosen {
  /** DER of what they sign with. */
  certificates: Uint8Array[]
  /** The one person they all belong to, if it is one. */
  staffId: string | null
  /** Where they belong to; none: nobody was chosen. */
  districtId?: string
}

/**
 * @throws AppError `not-found` for one of another district or of none; `precondition` for one that is not in use, and where those chosen are
 * of more than one district
 */
export async function chosenHolders(ctx: Ctx, ids: readonly string[] = []): Promise<Chosen> {
  if (ids.length === 0) return { certificates: [], staffId: null }
  const { id, staffId, districtId, subject, state, signCertificate } = credentials
  const rows = await ctx.db
    .select({ staffId, districtId, subject, state, signCertificate })
    .from(credentials)
    .where(inArray(id, [...ids]))
    .orderBy(id)
  if (rows.length < new Set(ids).size) throw new AppError('not-found', 'seal-requests.credential-unknown')
  const other = rows.find((one) => one.state !== 'active')
  if (other)
    throw new AppError('precondition', 'seal-requests.certificate-not-in-use', {
      subject: other.subject,
      state: other.state,
    })
  const [district, ...more] = new Set(rows.map((one) => one.districtId))
  if (district === undefined || more.length > 0) throw new AppError('precondition', 'seal-requests.several-districts')
  const [person, ...others] = new Set(rows.map((one) => one.staffId))
  return {
    certificates: rows.map((one) => one.signCertificate),
    staffId: others.length === 0 ? (person ?? null) : null,
    districtId: district,
  }
}

/**
 * What those listed in a seal sign with today: of people of this house the certificate in use, whatever became of the one in the seal; of
 * others what the request lists.
 */
export async function currentHolders(
  { db, ports }: Ctx,
  { certificateSha256 }: Pick<SealRow, 'certificateSha256'>,
  { certificates: listed }: Pick<SealRequestRow, 'certificates'>,
): Promise<{ credentialIds: string[]; certificates: Uint8Array[] }> {
  const asked = listed.flatMap((one) => fromBase64(one) ?? [])
  const digests = await Promise.all(asked.map(async (der) => toHex(await ports.primitives.digest('sha256', der))))
  const { id, staffId, signSha256, state, algorithm } = credentials
  const known = await db
    .select({ staffId, signSha256 })
    .from(credentials)
    .where(inArray(signSha256, [...certificateSha256, ...digests]))
  const staff = [...new Set(known.map((one) => one.staffId))]
  const inUse =
    staff.length === 0
      ? []
      : await db
          .select({ id })
          .from(credentials)
          .where(and(inArray(staffId, staff), eq(state, 'active'), eq(algorithm, 'SM2')))
  const certificates = asked.filter((_, index) => !known.some((one) => one.signSha256 === digests[index]))
  return { credentialIds: inUse.map((one) => one.id), certificates }
}

/** A seal of one district lists nobody of another. @throws AppError `precondition` */
export function demandDistrict(chosen: Chosen, districtId: string): void {
  if (chosen.districtId !== undefined && chosen.districtId !== districtId)
    throw new AppError('precondition', 'seal-requests.other-district')
}
