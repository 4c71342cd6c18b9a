// Requests opened for a lineage: with a key made here, or with one that was born on the device and never leaves it.

import { randomUUID } from 'node:crypto'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { OID } from '#core/asn1/oids.ts'
import { writePem } from '#core/bytes/pem.ts'
import { note } from '#core/finding.ts'
import type { Finding, Instant } from '#core/verdict.ts'
import { attributesOf } from '#core/x509/names.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import type { Tx } from '#db/database.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { lineageRequests } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import { inspectRequest } from '../inspect.ts'
import { makeRequest, requestContents } from '../request.ts'
import { lockLineage } from './create.ts'
import type { OpenRequest, TakeRequest } from './inputs.ts'
import { newestOf, requireIn } from './join.ts'
import { compromiseOf } from './keys.ts'

/** A key is made and sealed here. @throws AppError `not-found`, `precondition` for a withdrawn lineage, and as `requestContents` */
export async function openRequest(ctx: Ctx, lineageId: string, input: OpenRequest): Promise<{ id: string }> {
  const { replacesId, ...fields } = input
  const asked = { ...fields, purpose: 'site-certificate' as const }
  const contents = requestContents(asked)
  return ctx.db.transaction(async (tx) => {
    await lockLineage(tx, lineageId)
    const { id } = await makeRequest(tx, ctx, asked, contents)
    await link(tx, ctx, { requestId: id, lineageId, replacesId, origin: 'service-generated', custody: null })
    return { id }
  })
}

/**
 * A request made where its key lives. What CAs would refuse outright is refused here; the rest is told by the lints.
 * @throws AppError `bad-input` for a request that cannot be read or proves no key · `conflict` for a key that was asked for before ·
 * `precondition` for a compromised key, and as `openRequest`
 */
export async function takeRequest(ctx: Ctx, lineageId: string, input: TakeRequest): Promise<{ id: string }> {
  const file = new TextEncoder().encode(input.pem)
  const { subject, sans, algorithm, keyBits, spkiSha256, isIntact, findings } = await inspectRequest(
    ctx.ports.primitives,
    file,
  )
  const broken = findings.find(({ effect }) => effect === 'fatal')
  if (!isIntact || broken)
    throw new AppError('bad-input', broken?.code ?? 'request.signature-broken', { ...broken?.params })
  const read = readRequestFile(file)
  if (!read.ok)
    throw new AppError('bad-input', 'request.unreadable', { problem: read.error.code, offset: read.error.offset })
  const { request } = read.value
  const row = {
    id: randomUUID(),
    algorithm: algorithmId(algorithm, keyBits),
    purpose: 'site-certificate',
    commonName: attributesOf(request.subject, OID.commonName)[0] ?? sans[0] ?? subject,
    subject,
    sans,
    der: request.raw,
    spkiSha256,
    keyId: null,
    createdBy: actorId(ctx.actor),
    createdAt: ctx.now,
  }
  return ctx.db.transaction(async (tx) => {
    await lockLineage(tx, lineageId)
    const [compromise] = await compromiseOf(tx, spkiSha256)
    if (compromise) throw new AppError('precondition', compromise.code)
    const [kept] = await tx.insert(certificateRequests).values(row).onConflictDoNothing().returning()
    if (!kept) throw new AppError('conflict', 'request.key-asked-before', { name: row.commonName })
    const { origin, custody, replacesId } = input
    await recordAudit(tx, ctx, {
      action: 'certificate-request.taken',
      object: { type: 'certificate-request', id: row.id },
      detail: { algorithm: row.algorithm, subject, sans, spkiSha256, origin, custody },
    })
    await link(tx, ctx, { requestId: row.id, lineageId, replacesId, origin, custody })
    return { id: row.id }
  })
}

/** `RSA` of 2048 bits → `rsa2048`, `P-256` → `p256`, as requests made here name theirs. */
function algorithmId(algorithm: string, bits: number | null): string {
  return algorithm === 'RSA' ? `rsa${bits ?? ''}` : algorithm.toLowerCase().replace('-', '')
}

interface Link {
  requestId: string
  lineageId: string
  replacesId: string | undefined
  origin: 'service-generated' | TakeRequest['origin']
  custody: string | null
}

async function link(tx: Tx, ctx: Ctx, { replacesId, ...rest }: Link): Promise<void> {
  const { requestId, lineageId, origin } = rest
  if (replacesId !== undefined) await requireIn(tx, lineageId, replacesId)
  const replaced = replacesId ?? (await newestOf(tx, lineageId))?.certificateId ?? null
  await tx
    .insert(lineageRequests)
    .values({ ...rest, replacesId: replaced, openedBy: actorId(ctx.actor), openedAt: ctx.now })
  await recordAudit(tx, ctx, {
    action: 'lineage.request-opened',
    object: { type: 'lineage', id: lineageId },
    detail: { requestId, origin, replacesId: replaced },
  })
}

/** What comes for it from now on does not join the lineage. @throws AppError `not-found` when it was given up or has its certificate */
export async function giveUpRequest(ctx: Ctx, requestId: string, reason: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(lineageRequests)
      .set({ givenUpAt: ctx.now })
      .where(
        and(
          eq(lineageRequests.requestId, requestId),
          isNull(lineageRequests.givenUpAt),
          isNull(lineageRequests.certificateId),
        ),
      )
      .returning()
    if (!row) throw new AppError('not-found', 'request.not-open')
    await recordAudit(tx, ctx, {
      action: 'lineage.request-given-up',
      object: { type: 'lineage', id: row.lineageId },
      detail: { requestId, reason },
    })
  })
}

export interface LineageRequest {
  id: string
  algorithm: string
  commonName: string
  subject: string
  sans: string[]
  spkiSha256: string
  pem: string
  origin: typeof lineageRequests.$inferSelect.origin
  custody: string | null
  replacesId: string | null
  certificateId: string | null
  createdAt: Instant
  /** Of the request itself; the lints come beside. */
  findings: Finding[]
  der: Uint8Array
}

/** Those not given up, newest first. */
export async function listLineageRequests(ctx: Ctx, lineageId: string): Promise<LineageRequest[]> {
  const rows = await ctx.db
    .select({ request: certificateRequests, asked: lineageRequests })
    .from(lineageRequests)
    .innerJoin(certificateRequests, eq(certificateRequests.id, lineageRequests.requestId))
    .where(and(eq(lineageRequests.lineageId, lineageId), isNull(lineageRequests.givenUpAt)))
    .orderBy(desc(lineageRequests.openedAt), desc(lineageRequests.requestId))
    .limit(20)
  return Promise.all(
    rows.map(async ({ request, asked }) => {
      const { id, algorithm, commonName, subject, sans, spkiSha256, der, createdAt } = request
      const { origin, custody, replacesId, certificateId } = asked
      const { findings } = await inspectRequest(ctx.ports.primitives, der)
      return {
        ...{ id, algorithm, commonName, subject, sans, spkiSha256, der, createdAt },
        ...{ origin, custody, replacesId, certificateId },
        pem: writePem('CERTIFICATE REQUEST', der),
        findings: [...findings, ...(await reuseOf(ctx, spkiSha256, certificateId))],
      }
    }),
  )
}

/** A key that served before goes on serving: allowed, and said. */
async function reuseOf({ db }: Ctx, spkiSha256: string, ownId: string | null): Promise<Finding[]> {
  const rows = await db
    .select({ id: certificates.id, serial: certificates.serial })
    .from(certificates)
    .where(eq(certificates.spkiSha256, spkiSha256))
    .limit(5)
  const earlier = rows.find(({ id }) => id !== ownId)
  return earlier ? [note('request.key-reused', 'house rule', { serial: earlier.serial })] : []
}
