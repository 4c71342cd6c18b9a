// A CA that is reached by people: a pack goes out with the request, its sheet and digests; whatever comes back is judged as any reply.

import { and, eq } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { writePem } from '#core/bytes/pem.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import { issuerOrders } from '#db/schema/issuers.ts'
import { recordAudit } from '#features/audit/index.ts'
import { readUpload, type UploadedFile } from '#features/certificates/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { zipWithoutDates } from '#src/undated-zip.ts'
import { judgeChain, saveOutcome } from './accept.ts'
import { getConnection } from './connect.ts'
import { getOrder, type OrderLine } from './order.ts'
import { requestSheet } from './sheet.ts'

export interface RequestPack {
  fileName: string
  bytes: Uint8Array
}

/** CSR as PEM and DER, a sheet in both languages, and the digests of all three. @throws AppError `not-found`, `precondition` unless it goes by hand */
export async function makeRequestPack(ctx: Ctx, id: string): Promise<RequestPack> {
  const order = await manualOrder(ctx, id)
  const [request] = await ctx.db.select().from(certificateRequests).where(eq(certificateRequests.id, order.requestId))
  if (!request) throw new AppError('not-found', 'request.not-found')
  const text = (value: string) => new TextEncoder().encode(value)
  const sheet = requestSheet({ ...request, number: order.number, connection: order.connection, now: ctx.now })
  const files: Record<string, Uint8Array> = {
    'request.csr': text(writePem('CERTIFICATE REQUEST', request.der)),
    'request.der': request.der,
    'request.txt': text(sheet),
  }
  const digests = await Promise.all(
    Object.entries(files).map(async ([name, bytes]) => {
      const digest = toHex(await ctx.ports.primitives.digest('sha256', bytes))
      return `${digest}  ${name}\n`
    }),
  )
  const bytes = zipWithoutDates({ ...files, SHA256SUMS: text(digests.join('')) })
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(issuerOrders)
      .set({ code: 'issuer.manual-reply-wanted', params: {}, updatedAt: ctx.now })
      .where(and(eq(issuerOrders.id, id), eq(issuerOrders.state, 'waiting')))
    await recordAudit(tx, ctx, {
      action: 'issuer-order.packed',
      object: { type: 'issuer-order', id },
      detail: { sha256: toHex(await ctx.ports.primitives.digest('sha256', bytes)) },
    })
  })
  return { fileName: `order-${order.number}.zip`, bytes }
}

async function manualOrder(ctx: Ctx, id: string): Promise<OrderLine> {
  const order = await getOrder(ctx, id)
  if (order.kind !== 'manual') throw new AppError('precondition', 'issuer.order-goes-by-line')
  if (order.state !== 'waiting') throw new AppError('precondition', 'issuer.order-ended', { state: order.state })
  return order
}

/** Matched by key, never by name; a reply that does not fit is kept with its reasons, and the order stays open for another. */
export async function takeReply(ctx: Ctx, id: string, files: readonly UploadedFile[]): Promise<OrderLine> {
  const order = await manualOrder(ctx, id)
  const connection = await getConnection(ctx, order.connectionId)
  const uploads = files.map(readUpload)
  const chain = uploads.flatMap((upload) => upload.certificates.map(({ raw }) => raw))
  if (chain.length === 0) {
    const [refusal] = uploads.flatMap(({ refused }) => refused)
    throw new AppError('bad-input', refusal?.code ?? 'certificates.no-file', { ...refusal?.params })
  }
  const outcome = await judgeChain(ctx, { order, connection }, chain)
  await ctx.db.transaction(async (tx) => {
    const [ours] = await tx
      .select({ id: issuerOrders.id })
      .from(issuerOrders)
      .where(and(eq(issuerOrders.id, id), eq(issuerOrders.state, 'waiting')))
      .for('update')
    if (!ours) throw new AppError('conflict', 'issuer.order-ended', { state: '-' })
    if (outcome.state === 'issued') return saveOutcome(tx, ctx, order, [chain], outcome)
    const findings = outcome.findings.map(({ code, effect, params }) => ({ code, effect, params: { ...params } }))
    await tx
      .update(issuerOrders)
      .set({ code: 'issuer.reply-refused', params: { findings: findings.length }, findings, updatedAt: ctx.now })
      .where(eq(issuerOrders.id, id))
    await recordAudit(tx, ctx, {
      action: 'issuer-order.reply-refused',
      object: { type: 'issuer-order', id },
      detail: { files: files.map(({ name }) => name), findings: findings.map(({ code }) => code) },
    })
  })
  return getOrder(ctx, id)
}
