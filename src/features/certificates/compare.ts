// The old and the new certificate side by side, each with the issuers the inventory knows.

import { inArray } from 'drizzle-orm'
import { type CertificateDifference, differenceOf, type WithIssuers } from '#core/issuance/difference.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificates } from '#db/schema/certificates.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { issuersOf } from './known.ts'

/** @throws AppError `not-found` */
export async function compareCertificates(
  ctx: Ctx,
  { beforeId, afterId }: { beforeId: string; afterId: string },
): Promise<CertificateDifference> {
  const rows = await ctx.db
    .select({ id: certificates.id, der: certificates.der })
    .from(certificates)
    .where(inArray(certificates.id, [beforeId, afterId]))
  const sideOf = async (id: string): Promise<WithIssuers> => {
    const row = rows.find((one) => one.id === id)
    const read = row && parseCertificate(row.der)
    if (!read?.ok) throw new AppError('not-found', 'certificates.not-found')
    const issuers = await issuersOf(ctx.db, ctx.ports.primitives, read.value)
    return { certificate: read.value, issuers: issuers.map(({ certificate }) => certificate) }
  }
  return differenceOf(await sideOf(beforeId), await sideOf(afterId))
}
