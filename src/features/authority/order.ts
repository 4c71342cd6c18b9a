// Orders a credential: the whole intent is written down in the caller's transaction – who asked and approved, the serial numbers, what is
// going to be signed, the encryption key in escrow and its envelope – before anything is signed.

import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { utf8Octets } from '#core/asn1/write.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { sm2PointOf } from '#core/gm/sm2.ts'
import { writeName } from '#core/issuance/make-certificate.ts'
import { type Profile, profileOf, takesKey } from '#core/issuance/profiles.ts'
import { readSm2Envelope } from '#core/keystores/sm2-envelope.ts'
import { keyStrength } from '#core/x509/key.ts'
import { type CertificationRequest, judgeRequest, parseRequest } from '#core/x509/request.ts'
import type { Tx } from '#db/database.ts'
import { authorityCertificates, authorityIssuances } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import { compromiseOf } from '#features/certificates/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { demandRightClock } from '#src/right-clock.ts'
import { nameOf, type Planned, planCertificates } from './plan.ts'
import { statusOf } from './revoke.ts'
import { type IssuanceRow, orderText, requireThreePersons } from './rules.ts'
import type { CredentialOrder } from './shapes.ts'
import { demandAuthority, type OpenAuthority } from './standing.ts'

/** Who ordered issues it; the job does only when they did not come. */
const CALLERS_TURN_MS = 60_000

/**
 * In the caller's transaction. Nothing is signed yet: that is `issueCredential`.
 * @throws AppError `not-found` for an authority or profile that is not there; `precondition` where the authority may not or cannot now;
 * `bad-input` for a request that proves nothing or whose key does not fit; `forbidden` unless the persons are three; `conflict` for
 * another order under the same request
 */
export async function orderCredential(tx: Tx, ctx: Ctx, order: CredentialOrder): Promise<{ issuanceId: string }> {
  demandRightClock(ctx)
  requireThreePersons(order.persons)
  const sha256 = async (octets: Uint8Array) => toHex(await ctx.ports.primitives.digest('sha256', octets))
  const orderSha256 = await sha256(utf8Octets(orderText(order, await sha256(order.request))))
  const known = await knownOrder(tx, ctx, order, orderSha256)
  if (known) return { issuanceId: known.id }
  const authority = await demandAuthority(tx, order.authorityId)
  const profile = profileFor(authority, order.profileId)
  const request = await provenRequest(ctx, order.request, profile)
  const spkiSha256 = await sha256(request.publicKeyInfo)
  const [compromise] = await compromiseOf(tx, spkiSha256)
  if (compromise) throw new AppError('precondition', compromise.code)
  const escrow = profile.isDual && authority.kind === 'builtin' ? await makeEscrow(tx, ctx, request) : undefined
  const planned =
    authority.kind === 'builtin'
      ? await planCertificates(ctx, authority, profile, order, request, escrow?.publicKey)
      : undefined
  const identityId = await ctx.ports.secrets.keep(tx, {
    secret: utf8Octets(order.identity.number),
    purpose: 'credential-identity',
    now: ctx.now,
  })
  const issuance = {
    ...rowOf(order),
    ...{ id: randomUUID(), orderSha256, identityId, spkiSha256 },
    subject: planned?.subject ?? nameOf(writeName({ country: 'CN', ...order.subject })),
    replacesId: await replacedBy(tx, order),
    ...(escrow && { encryptionKeyId: escrow.keyId, envelope: escrow.envelope }),
    ...{ state: 'ordered' as const, chain: [], takes: 0, nextAt: ctx.now + CALLERS_TURN_MS, createdAt: ctx.now },
  }
  await tx.insert(authorityIssuances).values(issuance)
  const drawn = await drawSerials(tx, ctx, { issuanceId: issuance.id, authorityId: authority.id }, planned)
  await recordAudit(tx, ctx, {
    action: 'credential.ordered',
    object: { type: 'authority-issuance', id: issuance.id },
    detail: {
      ...{ requestId: order.requestId, authority: authority.name, profile: profile.id, district: order.districtId },
      ...{ persons: order.persons, carrier: order.carrierSerial, spkiSha256, serials: drawn },
    },
  })
  return { issuanceId: issuance.id }
}

/** Only what the same authority issued under the same profile and still stands by can be updated by it; anything else is a new certificate. */
async function replacedBy(tx: Tx, { replaces, authorityId, profileId }: CredentialOrder): Promise<string | null> {
  if (replaces === undefined) return null
  const [old] = await tx
    .select({ sha256: authorityCertificates.sha256 })
    .from(authorityIssuances)
    .innerJoin(authorityCertificates, eq(authorityCertificates.issuanceId, authorityIssuances.id))
    .where(
      and(
        ...[eq(authorityIssuances.id, replaces), eq(authorityIssuances.authorityId, authorityId)],
        ...[eq(authorityIssuances.profileId, profileId), eq(authorityCertificates.role, 'sign')],
        eq(authorityCertificates.state, 'issued'),
      ),
    )
  const standing = old?.sha256 ? await statusOf(tx, { sha256: old.sha256 }) : undefined
  return standing?.status === 'good' ? replaces : null
}

function rowOf({ requestId, authorityId, profileId, districtId, carrierSerial, request, persons }: CredentialOrder) {
  return { requestId, authorityId, profileId, districtId, carrierSerial, request, ...persons }
}

/** The same order again, as after a crash of the caller. @throws AppError `conflict` for another one under the same request */
async function knownOrder(
  tx: Tx,
  { ports }: Ctx,
  { requestId, identity }: CredentialOrder,
  orderSha256: string,
): Promise<IssuanceRow | undefined> {
  const [row] = await tx.select().from(authorityIssuances).where(eq(authorityIssuances.requestId, requestId))
  if (!row) return undefined
  const isSamePerson = await ports.secrets.use(tx, row.identityId, 'credential-identity', async (number) =>
    equalBytes(number, utf8Octets(identity.number)),
  )
  if (row.orderSha256 === orderSha256 && isSamePerson) return row
  throw new AppError('conflict', 'authority.other-order', { request: requestId })
}

function profileFor(authority: OpenAuthority, id: string): Profile {
  const profile = profileOf(id)
  if (!profile?.isOrdered) throw new AppError('not-found', 'authority.profile-unknown', { profile: id })
  if (!authority.profiles.includes(id))
    throw new AppError('precondition', 'authority.profile-not-offered', { profile: id, name: authority.name })
  return profile
}

/** @throws AppError `bad-input` */
async function provenRequest(ctx: Ctx, der: Uint8Array, profile: Profile): Promise<CertificationRequest> {
  const read = parseRequest(der)
  if (!read.ok) throw new AppError('bad-input', 'authority.request-unreadable', { ...read.error })
  const { provenUnder } = await judgeRequest(read.value, ctx.ports.primitives)
  if (provenUnder === 'empty-id') throw new AppError('bad-input', 'request.sm2-empty-id')
  if (provenUnder !== 'standard' && provenUnder !== 'default-id')
    throw new AppError('bad-input', 'authority.possession-not-proven')
  if (!takesKey(profile, keyStrength(read.value)))
    throw new AppError('bad-input', 'authority.key-not-taken', { profile: profile.id })
  return read.value
}

/** The key of the encryption certificate: made here, sealed in escrow, and put into an envelope for the carrier's signing key. */
async function makeEscrow(tx: Tx, ctx: Ctx, request: CertificationRequest) {
  const recipient = request.publicKeyInfo
  const { id: keyId, publicKey, envelope } = await ctx.ports.keys.escrow(tx, { recipient, now: ctx.now })
  const read = readSm2Envelope(envelope)
  const point = sm2PointOf(publicKey)
  // d·G as the envelope says it is what the certificate is going to hold: otherwise the carrier could open nothing.
  const isSame = read?.form === 'sm2-enveloped-key' && point !== undefined && equalBytes(read.point, point)
  if (!isSame) throw new Error('the envelope of an encryption key names another key')
  return { keyId, publicKey, envelope }
}

async function drawSerials(
  tx: Tx,
  ctx: Ctx,
  { issuanceId, authorityId }: { issuanceId: string; authorityId: string },
  planned: Planned | undefined,
): Promise<string[]> {
  if (!planned) return []
  const { notBefore, notAfter } = planned
  const rows = planned.certificates.map(({ role, serial, tbs }) => ({
    ...{ id: randomUUID(), authorityId, issuanceId, role, tbs, notBefore, notAfter },
    ...{ serial: toHex(serial), state: 'drawn' as const, createdAt: ctx.now },
  }))
  await tx.insert(authorityCertificates).values(rows)
  return rows.map(({ serial }) => serial)
}
