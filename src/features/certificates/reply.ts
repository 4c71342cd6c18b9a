// Takes a CA's reply to a request that was made here: files in any form and order, judged by key, or refused with every reason. The
// encryption key of an SM2 pair goes from its envelope into the vault.

import { and, eq, inArray, sql } from 'drizzle-orm'
import { equalBytes } from '#core/bytes/bytes.ts'
import { fatal, note } from '#core/finding.ts'
import { judgeReply, type ReplyReport } from '#core/issuance/reply.ts'
import { isSameKey } from '#core/issuance/same-key.ts'
import type { Refusal } from '#core/keystores/problem.ts'
import type { LintFinding } from '#core/lint/lint.ts'
import type { Finding } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { keyStrength } from '#core/x509/key.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { CertificationRequest } from '#core/x509/request.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import type { Tx } from '#db/database.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { issuerOrders } from '#db/schema/issuers.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { recordAudit } from '#features/audit/index.ts'
import { houseMaterial } from '#features/trust/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Delivery } from '#src/packaging-ports.ts'
import type { KeyPurpose } from '#src/ports.ts'
import { keepCertificates, keyOf, withSubject } from './known.ts'
import { joinIssued, replacedBy } from './lineages/join-issued.ts'
import { compromiseOf } from './lineages/keys.ts'
import { lintOf } from './linting.ts'
import type { UploadedFile } from './upload.ts'

export interface ReplyOrder {
  requestId: string
  files: readonly UploadedFile[]
  passwords: readonly string[]
  /** `public`: the limits of publicly trusted certificates hold. Absent: as the lineage says; without one they do, except for SM2. */
  trust?: 'public' | 'private' | undefined
  /** The certificate this one is to replace. Absent: what the request was opened to replace. */
  replacesId?: string | undefined
}

export interface ReplyOutcome {
  isAccepted: boolean
  findings: Finding[]
  /** Of the certificate and the chain as it is to be sent: described, not judged. */
  lint: LintFinding[]
  /** What could not be read. */
  refused: Refusal[]
  /** In the inventory; only of an accepted reply. */
  certificateId?: string
  sha256?: string
  encryptionCertificateId?: string
  /** The lineage it joined. */
  lineageId?: string
}

/**
 * One row of the audit trail whether it is accepted or refused. A renewal goes through the same door: `replacesId` adds questions.
 * @throws AppError `not-found` for an unknown request or certificate
 */
export async function acceptReply(ctx: Ctx, order: ReplyOrder): Promise<ReplyOutcome> {
  const asked = await requestOf(ctx, order.requestId)
  const renewed = await replacedBy(ctx.db, order.requestId)
  const replacesId = order.replacesId ?? renewed?.replacesId ?? undefined
  const trust = order.trust ?? renewed?.trust
  const previous = replacesId === undefined ? undefined : await certificateOf(ctx, replacesId)
  const delivery = await ctx.ports.deliveryReader.readDelivery(order.files, order.passwords)
  const received = certificatesIn(delivery)
  // CAs seldom send their root: what the house trusts anyway need not be uploaded again.
  const anchors = parsed((await houseMaterial(ctx)).certificateAnchors.map(({ bytes }) => bytes))
  return ctx.db.transaction(async (tx) => {
    const { primitives } = ctx.ports
    const isPublic = trust ? trust === 'public' : keyStrength(asked.request)?.family !== 'sm2'
    const known = [...(await authoritiesAbove(tx, ctx, received)), ...anchors]
    const { request } = asked
    const purpose = asked.purpose === 'site-certificate' && isPublic ? ('serverAuth' as const) : undefined
    const report = await judgeReply({ request, received, known, at: ctx.now, previous, isPublic, purpose }, primitives)
    const unwrapped = report.isAccepted ? await takeEnvelope(tx, ctx, asked, report, delivery) : []
    const compromise = await compromiseOf(tx, asked.spkiSha256)
    const against = [...compromise, ...unwrapped]
    const isAccepted = report.isAccepted && against.every(({ effect }) => effect !== 'fatal')
    const kept = isAccepted ? await keepReply(tx, ctx, report) : {}
    const joined = kept.certificateId ? await joinIssued(tx, ctx, order.requestId, kept.certificateId) : {}
    if (kept.certificateId) await endOrders(tx, ctx, order.requestId, kept.certificateId)
    const findings = [...report.findings, ...against, ...(joined.problem ? [joined.problem] : [])]
    const { lineageId } = joined
    await recordAudit(tx, ctx, {
      action: isAccepted ? 'certificate-reply.accepted' : 'certificate-reply.refused',
      object: { type: 'certificate-request', id: order.requestId },
      detail: {
        files: order.files.map(({ name }) => name),
        reasons: findings.filter(({ effect }) => effect === 'fatal' || effect === 'unknown').map(({ code }) => code),
        replaces: replacesId ?? null,
        ...kept,
        ...(lineageId && { lineageId }),
      },
    })
    const lint = await lintReply(ctx, report, trust)
    return { isAccepted, findings, lint, refused: delivery.refused, ...kept, ...(lineageId && { lineageId }) }
  })
}

async function lintReply(
  { ports, now }: Ctx,
  { leaf, encryption, intermediates }: ReplyReport,
  trust: ReplyOrder['trust'],
): Promise<LintFinding[]> {
  if (!leaf) return []
  const ends = [leaf, ...(encryption ? [encryption] : [])].map(({ raw }) => raw)
  const each = ends.map((bytes) => lintOf(ports.primitives, { kind: 'certificate', bytes }, now, trust))
  const chain = [...ends, ...intermediates.map(({ raw }) => raw)]
  return (
    await Promise.all([...each, lintOf(ports.primitives, { kind: 'chain', certificates: chain }, now, trust)])
  ).flat()
}

interface Asked {
  request: CertificationRequest
  /** None: the key was born elsewhere. */
  keyId: string | null
  purpose: KeyPurpose
  spkiSha256: string
}

async function requestOf({ db }: Ctx, id: string): Promise<Asked> {
  const [row] = await db.select().from(certificateRequests).where(eq(certificateRequests.id, id))
  const read = row && readRequestFile(row.der)
  if (!row || !read?.ok) throw new AppError('not-found', 'request.not-found')
  const { keyId, purpose, spkiSha256 } = row
  return { request: read.value.request, keyId, purpose: purpose as KeyPurpose, spkiSha256 }
}

async function certificateOf({ db }: Ctx, id: string): Promise<Certificate> {
  const [row] = await db.select().from(certificates).where(eq(certificates.id, id))
  const read = row && parseCertificate(row.der)
  if (!read?.ok) throw new AppError('not-found', 'certificates.not-found')
  return read.value
}

function certificatesIn({ certificates: found }: Delivery): Certificate[] {
  return parsed(found.map(({ der }) => der))
}

function parsed(ders: readonly Uint8Array[]): Certificate[] {
  return ders.flatMap((der) => {
    const read = parseCertificate(der)
    return read.ok ? [read.value] : []
  })
}

/** Longer chains do not occur. */
const MAX_LEVELS = 8

/** Certificates of the inventory with the names of issuers, level by level; whether they signed is the judge's question. */
async function authoritiesAbove(tx: Tx, { ports }: Ctx, received: readonly Certificate[]): Promise<Certificate[]> {
  const found: Certificate[] = []
  const asked = new Set<string>()
  let below = received
  for (let level = 0; level < MAX_LEVELS && below.length > 0; level++) {
    const keys = await Promise.all(below.map(({ issuer }) => keyOf(issuer, ports.primitives)))
    const fresh = [...new Set(keys)].filter((key) => !asked.has(key))
    for (const key of fresh) asked.add(key)
    below = (await withSubject(tx, fresh)).map(({ certificate }) => certificate)
    found.push(...below)
  }
  return found
}

async function keepReply(tx: Tx, ctx: Ctx, report: ReplyReport) {
  const { leaf, encryption, intermediates, root } = report
  const all = [leaf, encryption, ...intermediates, root].filter((one) => one !== undefined)
  const origin = { source: 'upload', now: ctx.now, primitives: ctx.ports.primitives } as const
  const kept = await keepCertificates(tx, origin, all)
  const [first, second] = kept
  return {
    ...(first && { certificateId: first.id, sha256: first.sha256 }),
    ...(encryption && second && { encryptionCertificateId: second.id }),
  }
}

/** An order that still waits for this certificate has it: a step of it under way is of an earlier take from here on. */
async function endOrders(tx: Tx, ctx: Ctx, requestId: string, certificateId: string): Promise<void> {
  const { state, takes } = issuerOrders
  const ended = await tx
    .update(issuerOrders)
    .set({
      state: 'issued',
      code: 'issuer.order-issued',
      params: { findings: 0 },
      certificateId,
      leaseUntil: null,
      takes: sql`${takes} + 1`,
      updatedAt: ctx.now,
    })
    .where(and(eq(issuerOrders.requestId, requestId), inArray(state, ['working', 'waiting'])))
    .returning({ id: issuerOrders.id })
  for (const { id } of ended)
    await recordAudit(tx, ctx, {
      action: 'issuer-order.issued',
      object: { type: 'issuer-order', id },
      detail: { certificateId, by: 'hand' },
    })
}

/** Seals the encryption key that came with the pair. A pair without its envelope is taken: the envelope may come later. */
async function takeEnvelope(tx: Tx, ctx: Ctx, asked: Asked, { encryption }: ReplyReport, { envelopes }: Delivery) {
  if (!encryption || (await isKeyKnown(tx, encryption))) return []
  const [found] = envelopes
  const clause = 'GB/T 35276 (clause unverified)'
  if (!found) return [{ code: 'reply.envelope-missing', effect: 'defect', clause } satisfies Finding]
  const { keyId, purpose } = asked
  if (keyId === null) return [note('reply.envelope-for-device', clause)]
  const refuse = (code: string) => [fatal(code, clause, 'CERTIFICATE_CHAIN_GENERAL_FAILURE')]
  try {
    await tx.transaction(async (inner) => {
      const key = await ctx.ports.keys.unwrap(inner, { keyId, purpose, envelope: found.envelope, now: ctx.now })
      const isOwn = isSameKey(key.publicKey, encryption.publicKeyInfo)
      if (!isOwn) throw new AppError('bad-input', 'reply.envelope-other-key')
    })
    return []
  } catch (error) {
    if (error instanceof AppError && error.kind === 'bad-input') return refuse(error.code)
    throw error
  }
}

async function isKeyKnown(tx: Tx, { publicKeyInfo }: Certificate): Promise<boolean> {
  const rows = await tx
    .select({ publicKey: sealedKeys.publicKey })
    .from(sealedKeys)
    .where(and(eq(sealedKeys.publicKey, publicKeyInfo), eq(sealedKeys.purpose, 'site-encryption')))
  return rows.some(({ publicKey }) => equalBytes(publicKey, publicKeyInfo))
}
