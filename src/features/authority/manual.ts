// An authority reached by a courier: a pack goes out with the request and what the certificate shall say; whatever comes back is judged.

import { eq } from 'drizzle-orm'
import { utf8Octets } from '#core/asn1/write.ts'
import { writePem } from '#core/bytes/pem.ts'
import { profileOf } from '#core/issuance/profiles.ts'
import type { NamedBytes } from '#core/verify.ts'
import { authorities, authorityIssuances } from '#db/schema/authority.ts'
import { fingerprintOf, recordAudit, signerPem, signSums } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { zipWithoutDates } from '#src/undated-zip.ts'
import { endOutside } from './issue.ts'
import type { IssuanceRow } from './rules.ts'
import type { IssuanceStanding } from './shapes.ts'

/** The request, a sheet with what was ordered – the number of the person too –, and the digests of both, signed. @throws AppError `not-found`, `precondition` */
export async function makeCredentialPack(ctx: Ctx, issuanceId: string): Promise<{ name: string; bytes: Uint8Array }> {
  const row = await manualIssuance(ctx, issuanceId)
  const number = await ctx.ports.secrets.use(ctx.db, row.identityId, 'credential-identity', async (octets) =>
    new TextDecoder().decode(octets),
  )
  const files: Record<string, Uint8Array> = {
    'request.csr': utf8Octets(writePem('CERTIFICATE REQUEST', row.request)),
    'request.txt': utf8Octets(sheetOf(row, number)),
  }
  const { sums, signature, key } = await signSums(ctx, `zhengxun-request-pack-1 ${row.requestId}`, files)
  const signer = signerPem(key.publicKey)
  const whole = { ...files, SHA256SUMS: sums, 'SHA256SUMS.sig': signature, 'signer.pem': signer }
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'credential.pack-made',
      object: { type: 'authority-issuance', id: issuanceId },
      detail: { requestId: row.requestId, spkiSha256: row.spkiSha256, signer: fingerprintOf(key.publicKey) },
    }),
  )
  return { name: `credential-${row.requestId}.zip`, bytes: zipWithoutDates(whole) }
}

function sheetOf(row: IssuanceRow, number: string): string {
  const profile = profileOf(row.profileId)
  return [
    `申请编号 Request: ${row.requestId}`,
    `主体 Subject: ${row.subject}`,
    `个人号码 Personal number (1.2.156.10260.4.1.1): ${number}`,
    `模板 Profile: ${row.profileId}${profile?.isDual ? '（签名、加密双证，附加密密钥信封 · a pair, with the envelope of the encryption key）' : ''}`,
    `用途 Key usage: ${profile?.usages.join(', ') ?? ''}`,
    `公钥 SHA-256 of the key: ${row.spkiSha256}`,
    `载体 Carrier: ${row.carrierSerial}`,
    '',
  ].join('\n')
}

/** Files as they came back: certificates, and for a pair the envelope. @throws AppError `not-found`, `precondition` unless it goes by courier */
export async function takeCredentialReply(
  ctx: Ctx,
  issuanceId: string,
  files: readonly NamedBytes[],
): Promise<IssuanceStanding> {
  const row = await manualIssuance(ctx, issuanceId)
  const { certificates, envelopes } = await ctx.ports.deliveryReader.readDelivery(files, [])
  return endOutside(ctx, row, {
    certificates: certificates.map(({ der }) => der),
    envelopes: envelopes.map(({ envelope }) => envelope),
  })
}

async function manualIssuance({ db }: Ctx, id: string): Promise<IssuanceRow> {
  const [found] = await db
    .select({ row: authorityIssuances, kind: authorities.kind, name: authorities.name })
    .from(authorityIssuances)
    .innerJoin(authorities, eq(authorities.id, authorityIssuances.authorityId))
    .where(eq(authorityIssuances.id, id))
  if (!found) throw new AppError('not-found', 'authority.issuance-not-found')
  const isOpen = found.row.state === 'ordered' || found.row.state === 'waiting'
  if (found.kind !== 'manual' || !isOpen)
    throw new AppError('precondition', 'authority.no-courier', { name: found.name })
  return found.row
}
