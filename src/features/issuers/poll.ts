// Pursues open orders: one step at a time by lease, so that any number of instances share the work and a killed one loses no order.

import { and, asc, eq, isNull, lt, lte, or } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { issuerConnections, issuerOrders } from '#db/schema/issuers.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { IssuerConnection, IssuerOrder, OrderProgress } from '#src/issuing-ports.ts'
import { judgeChain, type Outcome, saveOutcome } from './accept.ts'
import type { ConnectionRow } from './connect.ts'
import { heldKey, openConnection } from './open.ts'
import type { OrderRow } from './order.ts'
import { isWorthAnotherTry, retryAt, STEP_LEASE_MS } from './rules.ts'

interface Taken {
  order: OrderRow
  connection: ConnectionRow
}

/** A CA that does not answer must not keep the orders at others waiting. */
const CONCURRENCY = 4

/** Works until nothing is due. */
export async function runOrders(ctx: Ctx, clock: { now(): Instant }): Promise<void> {
  const work = async () => {
    while (await runNextOrder({ ...ctx, now: clock.now() }));
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
}

/** One step of one order. `false`: nothing is due. */
export async function runNextOrder(ctx: Ctx): Promise<boolean> {
  const taken = await takeOrder(ctx)
  if (!taken) return false
  await recordStep(ctx, taken, await step(ctx, taken))
  return true
}

/** Takes the order that is due longest, or one whose taker has gone silent. */
export async function takeOrder(ctx: Ctx): Promise<Taken | undefined> {
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ order: issuerOrders, connection: issuerConnections })
      .from(issuerOrders)
      .innerJoin(issuerConnections, eq(issuerConnections.id, issuerOrders.connectionId))
      .where(
        and(
          eq(issuerOrders.state, 'working'),
          lte(issuerOrders.nextAt, ctx.now),
          or(isNull(issuerOrders.leaseUntil), lt(issuerOrders.leaseUntil, ctx.now)),
        ),
      )
      .orderBy(asc(issuerOrders.nextAt), asc(issuerOrders.id))
      .limit(1)
      .for('update', { of: issuerOrders, skipLocked: true })
    if (!found) return undefined
    const [order] = await tx
      .update(issuerOrders)
      .set({ leaseUntil: ctx.now + STEP_LEASE_MS, takes: found.order.takes + 1 })
      .where(eq(issuerOrders.id, found.order.id))
      .returning()
    return order && { order, connection: found.connection }
  })
}

type Step = OrderProgress | { state: 'retry'; error: AppError }

interface Walked {
  step: Step
  /** Absent when the connection could not even be opened. */
  connection?: IssuerConnection
  asked?: IssuerOrder
  outcome?: Outcome
}

async function step(ctx: Ctx, taken: Taken): Promise<Walked> {
  const { order, connection: row } = taken
  let asking: Pick<Walked, 'connection' | 'asked'> = {}
  try {
    const connection = await openConnection(ctx, row, order.confirmedAt !== null)
    const asked = await orderOf(ctx, order)
    asking = { connection, asked }
    if (ctx.now > order.deadline) throw new AppError('precondition', 'issuer.order-overdue')
    const progress = await connection.advance(asked, order.memory ?? undefined)
    const outcome = progress.state === 'issued' ? await bestOf(ctx, taken, progress.chains) : undefined
    return { step: progress, ...asking, ...(outcome && { outcome }) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (isWorthAnotherTry(error)) return { step: { state: 'retry', error } }
    return { step: { state: 'failed', memory: order.memory ?? {}, code: error.code, params: error.params }, ...asking }
  }
}

/** The first chain that fits; otherwise what is wrong with the preferred one. */
async function bestOf(ctx: Ctx, taken: Taken, chains: readonly Uint8Array[][]): Promise<Outcome> {
  let first: Outcome | undefined
  for (const chain of chains) {
    const outcome = await judgeChain(ctx, taken, chain)
    if (outcome.state === 'issued') return outcome
    first ??= outcome
  }
  return first ?? { state: 'refused', findings: [] }
}

async function orderOf(ctx: Ctx, { requestId, replacesId }: OrderRow): Promise<IssuerOrder> {
  const [request] = await ctx.db.select().from(certificateRequests).where(eq(certificateRequests.id, requestId))
  if (!request) throw new AppError('not-found', 'request.not-found')
  const key = await siteKey(ctx, request)
  const replaces = replacesId === null ? undefined : await replacedOf(ctx, replacesId)
  return { request: request.der, ...(key && { key }), ...(replaces && { replaces }) }
}

/** The key of a request where the vault holds it and it is for sites; others are not asked to sign here. */
async function siteKey(
  ctx: Ctx,
  { keyId, purpose }: Pick<typeof certificateRequests.$inferSelect, 'keyId' | 'purpose'>,
) {
  return keyId !== null && purpose === 'site-certificate' ? heldKey(ctx, keyId, purpose) : undefined
}

async function replacedOf(ctx: Ctx, id: string): Promise<IssuerOrder['replaces']> {
  const [row] = await ctx.db.select().from(certificates).where(eq(certificates.id, id))
  if (!row) return undefined
  const key = await keyOfCertificate(ctx, row.spkiSha256)
  return { certificate: row.der, ...(key && { key }) }
}

/** The key of a certificate, where it was asked for by a request made here. */
export async function keyOfCertificate(ctx: Ctx, spkiSha256: string) {
  const [request] = await ctx.db
    .select()
    .from(certificateRequests)
    .where(eq(certificateRequests.spkiSha256, spkiSha256))
  return request && siteKey(ctx, request)
}

/** Once, by whoever took the order last: what comes too late, or after it was cancelled, is dropped whole. */
async function recordStep(
  ctx: Ctx,
  { order }: Taken,
  { step: came, outcome, connection, asked }: Walked,
): Promise<void> {
  const isOurs = await ctx.db.transaction(async (tx) => {
    const [ours] = await tx
      .select({ id: issuerOrders.id })
      .from(issuerOrders)
      .where(and(eq(issuerOrders.id, order.id), eq(issuerOrders.state, 'working'), eq(issuerOrders.takes, order.takes)))
      .for('update')
    if (!ours) return false
    if (came.state === 'issued' && outcome) {
      await saveOutcome(tx, ctx, order, came.chains, outcome)
      return true
    }
    const values = valuesOf(ctx, order, came)
    await tx
      .update(issuerOrders)
      .set({ ...values, leaseUntil: null, updatedAt: ctx.now })
      .where(eq(issuerOrders.id, order.id))
    if (values.state !== 'working')
      await recordAudit(tx, ctx, {
        action: values.state === 'waiting' ? 'issuer-order.waiting' : 'issuer-order.failed',
        object: { type: 'issuer-order', id: order.id },
        detail: { code: values.code, params: values.params },
      })
    return true
  })
  const hasEnded = came.state === 'issued' || came.state === 'failed'
  if (isOurs && hasEnded && connection && asked && order.memory) await connection.tidy(asked, came.memory)
}

function valuesOf(ctx: Ctx, order: OrderRow, came: Step) {
  if (came.state === 'retry') {
    const { code, params } = came.error
    const failures = order.failures + 1
    const { retryAfterMs } = params
    const nextAt = retryAt(ctx.now, failures, typeof retryAfterMs === 'number' ? retryAfterMs : undefined)
    return { state: 'working' as const, code, params: { ...params }, failures, nextAt }
  }
  if (came.state === 'issued') throw new Error('an issued order has an outcome')
  const { state, memory, code, params } = came
  const nextAt = 'notBefore' in came ? came.notBefore : ctx.now
  return { state, memory, code, params: { ...params }, failures: 0, nextAt }
}
