// Takes a CA's reply to a request that was made here: files in any form and order, judged by key, or refused with every reason. The
// encryption key of an SM2 pair goes from its envelope into the vault.

import { and, eq } from 'drizzle-orm'
import { equalBytes } from '#core/bytes/bytes.ts'
import { fatal } from '#core/finding.ts'
import { judgeReply, type ReplyReport } from '#core/issuance/reply.ts'
import { isSameKey } from '#core/issuance/same-key.ts'
import type { Refusal } from '#core/keystores/problem.ts'
import type { Finding } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { keyStrength } from '#core/x509/key.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { type CertificationRequest, parseRequest } from '#core/x509/request.ts'
import type { Tx } from '#db/database.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Delivery, KeyPurpose } from '#src/ports.ts'
import { keepCertificates, keyOf, withSubject } from './known.ts'
import type { UploadedFile } from './upload.ts'

export interface ReplyOrder {
  requestId: string
  files: readonly UploadedFile[]
  passwords: readonly string[]
  /** `public`: the limits of publicly trusted certificates hold. Absent: they do, except for SM2. */
  trust?: 'public' | 'private' | undefined
  /** The certificate this one is to replace. */
  replacesId?: string | undefined
}

export interface ReplyOutcome {
  isAccepted: boolean
  findings: Finding[]
  /** What could not be read. */
  refused: Refusal[]
  /** In the inventory; only of an accepted reply. */
  certificateId?: string
  sha256?: string
  encryptionCertificateId?: string
}

/**
 * One row of the audit trail whether it is accepted or refused. A renewal goes through the same door: `replacesId` adds questions.
 * @throws AppError `not-found` for an unknown request or certificate
 */
export async function acceptReply(ctx: Ctx, order: ReplyOrder): Promise<ReplyOutcome> {
  const asked = await requestOf(ctx, order.requestId)
  const previous = order.replacesId === undefined ? undefined : await certificateOf(ctx, order.replacesId)
  const delivery = await ctx.ports.deliveryReader.readDelivery(order.files, order.passwords)
  const received = certificatesIn(delivery)
  return ctx.db.transaction(async (tx) => {
    const { primitives } = ctx.ports
    const isPublic = order.trust ? order.trust === 'public' : keyStrength(asked.request)?.family !== 'sm2'
    const known = await authoritiesAbove(tx, ctx, received)
    const { request } = asked
    const purpose = asked.purpose === 'site-certificate' && isPublic ? ('serverAuth' as const) : undefined
    const report = await judgeReply({ request, received, known, at: ctx.now, previous, isPublic, purpose }, primitives)
    const unwrapped = report.isAccepted ? await takeEnvelope(tx, ctx, asked, report, delivery) : []
    const findings = [...report.findings, ...unwrapped]
    const isAccepted = report.isAccepted && unwrapped.every(({ effect }) => effect !== 'fatal')
    const kept = isAccepted ? await keepReply(tx, ctx, report) : {}
    await recordAudit(tx, ctx, {
      action: isAccepted ? 'certificate-reply.accepted' : 'certificate-reply.refused',
      object: { type: 'certificate-request', id: order.requestId },
      detail: {
        files: order.files.map(({ name }) => name),
        reasons: findings.filter(({ effect }) => effect === 'fatal' || effect === 'unknown').map(({ code }) => code),
        replaces: order.replacesId ?? null,
        ...kept,
      },
    })
    return { isAccepted, findings, refused: delivery.refused, ...kept }
  })
}

interface Asked {
  request: CertificationRequest
  keyId: string
  purpose: KeyPurpose
}

async function requestOf({ db }: Ctx, id: string): Promise<Asked> {
  const [row] = await db.select().from(certificateRequests).where(eq(certificateRequests.id, id))
  const read = row && parseRequest(row.der)
  if (!row || !read?.ok) throw new AppError('not-found', 'request.not-found')
  return { request: read.value, keyId: row.keyId, purpose: row.purpose as KeyPurpose }
}

async function certificateOf({ db }: Ctx, id: string): Promise<Certificate> {
  const [row] = await db.select().from(certificates).where(eq(certificates.id, id))
  const read = row && parseCertificate(row.der)
  if (!read?.ok) throw new AppError('not-found', 'certificates.not-found')
  return read.value
}

function certificatesIn({ certificates: found }: Delivery): Certificate[] {
  return found.flatMap(({ der }) => {
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

/** Seals the encryption key that came with the pair. A pair without its envelope is taken: the envelope may come later. */
async function takeEnvelope(tx: Tx, ctx: Ctx, asked: Asked, { encryption }: ReplyReport, { envelopes }: Delivery) {
  if (!encryption || (await isKeyKnown(tx, encryption))) return []
  const [found] = envelopes
  const clause = 'GB/T 35276 (clause unverified)'
  if (!found) return [{ code: 'reply.envelope-missing', effect: 'defect', clause } satisfies Finding]
  const refuse = (code: string) => [fatal(code, clause, 'CERTIFICATE_CHAIN_GENERAL_FAILURE')]
  try {
    await tx.transaction(async (inner) => {
      const { keyId, purpose } = asked
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
