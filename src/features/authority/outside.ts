// An authority outside the house: asked by CMP, or by a courier with a pack. Whatever comes back is judged against what was ordered before it
// counts: the same key, the same person, the profile, the rules of a pair.

import { randomUUID } from 'node:crypto'
import { and, eq, isNull, lte, or } from 'drizzle-orm'
import { OID } from '#core/asn1/oids.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { sm2PointOf } from '#core/gm/sm2.ts'
import { type Profile, profileOf } from '#core/issuance/profiles.ts'
import { judgeReply } from '#core/issuance/reply.ts'
import { type Sm2Envelope, writeSm2Envelope } from '#core/keystores/sm2-envelope.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { attributesOf } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { parseRequest } from '#core/x509/request.ts'
import type { Tx } from '#db/database.ts'
import { authorityCertificates, authorityIssuances, type CertificateRole } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import { issuersOf } from '#features/certificates/index.ts'
import { getConnection, openConnection } from '#features/issuers/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { OrderProgress } from '#src/issuing-ports.ts'
import { type AuthorityRow, type IssuanceRow, OUTSIDE_LEASE_MS, retryAfterMs } from './rules.ts'
import type { IssuanceStanding } from './shapes.ts'

type Said = Record<string, string | number>
type Step = Pick<IssuanceRow, 'state'> & { code: string; params: Said; nextAt?: number; memory?: IssuanceRow['memory'] }

/** What an authority outside handed over, before it is judged. */
export interface HandedOver {
  /** DER. */
  certificates: readonly Uint8Array[]
  envelopes: readonly Sm2Envelope[]
}

/** One step; called again later while it waits. A step whose end is not known is not taken a second time: the other side may have issued. */
export async function advanceOutside(
  ctx: Ctx,
  row: IssuanceRow,
  authority: AuthorityRow,
): Promise<IssuanceStanding | { handedOver: HandedOver; issuance: IssuanceRow }> {
  if (authority.kind === 'manual' || authority.connectionId === null)
    return note(ctx, row, { state: 'waiting', code: 'authority.pack-wanted', params: {} })
  const wasCutOff = row.state === 'signing' && (row.leaseUntil ?? 0) <= ctx.now && row.memory === null
  if (wasCutOff) return note(ctx, row, { state: 'failed', code: 'authority.outside-unknown', params: {} })
  const issuance = await take(ctx, row)
  if (!issuance) return { state: 'waiting', code: 'authority.issuing-elsewhere', params: {} }
  const progress = await ask(ctx, issuance, authority.connectionId)
  if (!('chains' in progress)) return note(ctx, issuance, progress)
  return { handedOver: { certificates: progress.chains[0] ?? [], envelopes: [] }, issuance }
}

async function take({ db, now }: Ctx, { id }: IssuanceRow): Promise<IssuanceRow | undefined> {
  const { leaseUntil, takes } = authorityIssuances
  const [found] = await db.select({ takes }).from(authorityIssuances).where(eq(authorityIssuances.id, id))
  const [row] = await db
    .update(authorityIssuances)
    .set({ state: 'signing', takes: (found?.takes ?? 0) + 1, leaseUntil: now + OUTSIDE_LEASE_MS })
    .where(
      and(eq(authorityIssuances.id, id), eq(takes, found?.takes ?? 0), or(isNull(leaseUntil), lte(leaseUntil, now))),
    )
    .returning()
  return row
}

async function ask(ctx: Ctx, row: IssuanceRow, connectionId: string): Promise<Step | { chains: Uint8Array[][] }> {
  try {
    const connection = await openConnection(ctx, await getConnection(ctx, connectionId))
    const replaces = await replacedCertificate(ctx, row)
    // Possession was proven when it was ordered (order.ts).
    const order = { request: row.request, isVerified: true as const, ...(replaces && { replaces }) }
    return stepOf(await connection.advance(order, row.memory ?? undefined))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, params, kind } = error
    if (kind !== 'unavailable' && kind !== 'limit') return { state: 'failed', code, params }
    return { state: 'waiting', code, params, nextAt: ctx.now + retryAfterMs(row.takes) }
  }
}

/** The certificate for signatures that was found good when this one was ordered. */
async function replacedCertificate({ db }: Ctx, { replacesId }: IssuanceRow) {
  if (replacesId === null) return undefined
  const { issuanceId, role, state, certificate } = authorityCertificates
  const [old] = await db
    .select({ certificate })
    .from(authorityCertificates)
    .where(and(eq(issuanceId, replacesId), eq(role, 'sign'), eq(state, 'issued')))
  return old?.certificate ? { certificate: old.certificate } : undefined
}

function stepOf(progress: OrderProgress): Step | { chains: Uint8Array[][] } {
  if (progress.state === 'issued') return { chains: progress.chains }
  const { code, params, memory } = progress
  if (progress.state === 'failed') return { state: 'failed', code, params, memory }
  return { state: 'waiting', code, params, memory, nextAt: progress.notBefore }
}

async function note(
  ctx: Ctx,
  row: IssuanceRow,
  { state, code, params, nextAt, memory }: Step,
): Promise<IssuanceStanding> {
  await ctx.db.transaction(async (tx) => {
    const changed = await tx
      .update(authorityIssuances)
      .set({
        state,
        code,
        params,
        leaseUntil: null,
        ...(nextAt && { nextAt }),
        ...(memory !== undefined && { memory }),
      })
      .where(and(eq(authorityIssuances.id, row.id), eq(authorityIssuances.takes, row.takes)))
      .returning({ id: authorityIssuances.id })
    if (changed.length === 0 || (row.state === state && row.code === code)) return
    await recordAudit(tx, ctx, {
      action: state === 'failed' ? 'credential.failed' : 'credential.waits-outside',
      object: { type: 'authority-issuance', id: row.id },
      detail: { requestId: row.requestId, code, params },
    })
  })
  return { state: state === 'failed' ? 'failed' : 'waiting', code, params }
}

interface Judged {
  sign: Certificate
  encryption: Certificate | undefined
  envelope: Uint8Array | undefined
  chain: Uint8Array[]
}

/** @returns codes of what is wrong, or what fits */
export async function judgeOutside(ctx: Ctx, row: IssuanceRow, handed: HandedOver): Promise<Judged | string[]> {
  const profile = profileOf(row.profileId)
  const request = parseRequest(row.request)
  if (!profile || !request.ok) throw new Error('an issuance without profile or request')
  const received = handed.certificates.flatMap((der) => {
    const read = parseCertificate(der)
    return read.ok ? [read.value] : []
  })
  const report = await judgeReply(
    {
      request: request.value,
      received,
      known: await knownIssuers(ctx, received),
      at: ctx.now,
      allowsUnknownRoot: true,
    },
    ctx.ports.primitives,
  )
  const { leaf, encryption, intermediates, root } = report
  const wrong = report.findings.filter(({ effect }) => effect !== 'note' && effect !== 'defect').map(({ code }) => code)
  if (!leaf || wrong.length > 0) return wrong.length > 0 ? wrong : ['reply.no-certificate']
  const pair = pairOf(profile, encryption, handed.envelopes)
  const problems = [...pair.problems, ...(await personProblems(ctx, row, profile, leaf))]
  if (problems.length > 0) return problems
  const chain = [...intermediates, ...(root ? [root] : [])].map(({ raw }) => raw)
  return { sign: leaf, encryption: profile.isDual ? encryption : undefined, envelope: pair.envelope, chain }
}

/** Of the house, for what the authority left out. */
async function knownIssuers({ db, ports }: Ctx, received: readonly Certificate[]): Promise<Certificate[]> {
  const chains = await Promise.all(received.map((one) => issuersOf(db, ports.primitives, one)))
  return chains.flat().map(({ certificate }) => certificate)
}

/** Both or neither: a pair without its key is of no use, and neither is a key that is another one's. */
function pairOf({ isDual }: Profile, encryption: Certificate | undefined, envelopes: readonly Sm2Envelope[]) {
  if (!isDual) return { problems: [], envelope: undefined }
  const point = encryption && sm2PointOf(encryption.publicKeyInfo)
  const envelope = envelopes.find((one) => one.form === 'sm2-enveloped-key' && point && equalBytes(one.point, point))
  if (!encryption) return { problems: ['authority.pair-missing'], envelope: undefined }
  if (envelope?.form !== 'sm2-enveloped-key') return { problems: ['authority.envelope-missing'], envelope: undefined }
  return { problems: [], envelope: writeSm2Envelope(envelope) }
}

async function personProblems(ctx: Ctx, row: IssuanceRow, profile: Profile, leaf: Certificate): Promise<string[]> {
  const problems: string[] = []
  const names = attributesOf(leaf.subject, OID.commonName)
  if (names.length !== 1 || !row.subject.includes(`CN=${names[0]}`)) problems.push('authority.answer-other-name')
  const usages = extensionOf(leaf, 'keyUsage') ?? []
  if (!usages.includes('digitalSignature')) problems.push('authority.answer-usage')
  const identity = leaf.extensions.find(({ oid }) => oid === OID.identifyCode)?.value
  const isTheirs = await ctx.ports.secrets.use(ctx.db, row.identityId, 'credential-identity', async (number) =>
    identity ? toHex(identity).endsWith(toHex(number)) : false,
  )
  return profile.carriesIdentity && !isTheirs ? [...problems, 'authority.answer-other-person'] : problems
}

/** In the transaction that ends the issuance. */
export async function keepOutside(tx: Tx, ctx: Ctx, row: IssuanceRow, judged: Judged): Promise<void> {
  const { sign, encryption, envelope, chain } = judged
  const pair: [CertificateRole, Certificate][] = [
    ['sign', sign],
    ...(encryption ? [['encryption', encryption] as [CertificateRole, Certificate]] : []),
  ]
  const rows = await Promise.all(
    pair.map(async ([role, one]) => ({
      ...{ id: randomUUID(), authorityId: row.authorityId, issuanceId: row.id, role, state: 'issued' as const },
      ...{ serial: toHex(one.serial), tbs: one.tbs, certificate: one.raw },
      sha256: toHex(await ctx.ports.primitives.digest('sha256', one.raw)),
      ...{ notBefore: one.notBefore, notAfter: one.notAfter, createdAt: ctx.now, issuedAt: ctx.now },
    })),
  )
  await tx.insert(authorityCertificates).values(rows)
  await tx
    .update(authorityIssuances)
    .set({
      state: 'issued',
      code: null,
      params: null,
      envelope: envelope ?? null,
      chain,
      leaseUntil: null,
      issuedAt: ctx.now,
    })
    .where(eq(authorityIssuances.id, row.id))
  await recordAudit(tx, ctx, {
    action: 'credential.issued',
    object: { type: 'authority-issuance', id: row.id },
    detail: {
      ...{ requestId: row.requestId, profile: row.profileId, takes: row.takes },
      certificates: rows.map(({ role, serial, sha256 }) => ({ role, serial, sha256 })),
      persons: { requester: row.requester, reviewer: row.reviewer, approver: row.approver },
    },
  })
}
