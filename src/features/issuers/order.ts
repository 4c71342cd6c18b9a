// Orders a certificate for a request, and follows it: a renewal is an order that names what it replaces, and passes the same checks.

import { randomUUID } from 'node:crypto'
import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { issuerConnections, issuerOrders } from '#db/schema/issuers.ts'
import { recordAudit } from '#features/audit/index.ts'
import { compromiseOf, replacedBy } from '#features/certificates/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { demandRightClock } from '#src/right-clock.ts'
import { actorId, actorName } from './actor.ts'
import { getConnection } from './connect.ts'
import type { OrderInput, OrdersQuery } from './inputs.ts'
import { deadlineOf } from './rules.ts'

export type OrderRow = typeof issuerOrders.$inferSelect

export interface OrderLine extends OrderRow {
  connection: string
  kind: string
  commonName: string
  sans: string[]
}

/** Who an order is placed for: the person who asked for it. */
interface Orderer {
  id: string
  name: string
}

/**
 * For what has been approved, and for jobs; people ask for an order (ask.ts).
 * @throws AppError `not-found`; `precondition` for a closed connection; `conflict` where the request is on order already
 */
export async function placeOrder(ctx: Ctx, input: OrderInput): Promise<{ id: string }> {
  const by = { id: actorId(ctx.actor), name: actorName(ctx.actor) }
  return ctx.db.transaction((tx) => placeOrderIn(tx, ctx, input, by))
}

export async function placeOrderIn(tx: Tx, ctx: Ctx, input: OrderInput, by: Orderer): Promise<{ id: string }> {
  demandRightClock(ctx)
  const { connection, request, replacesId } = await checkOrder(tx, input)
  const { connectionId, requestId } = input
  const id = randomUUID()
  const isManual = connection.kind === 'manual'
  const placed = await tx
    .insert(issuerOrders)
    .values({
      id,
      connectionId,
      requestId,
      replacesId,
      state: isManual ? 'waiting' : 'working',
      code: isManual ? 'issuer.manual-pack-wanted' : 'issuer.order-placed',
      params: {},
      nextAt: ctx.now,
      deadline: deadlineOf(connection.kind, ctx.now),
      takes: 0,
      failures: 0,
      findings: [],
      createdBy: by.id,
      createdName: by.name,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: issuerOrders.id })
  if (placed.length === 0) throw new AppError('conflict', 'issuer.request-on-order', { name: request.commonName })
  await recordAudit(tx, ctx, {
    action: 'issuer-order.placed',
    object: { type: 'issuer-order', id },
    detail: { connection: connection.name, requestId, sans: request.sans, replacesId, for: by.name },
  })
  return { id }
}

/** Whether it could be placed now. @throws AppError as `placeOrder`, but for what is on order already */
export async function checkOrder(tx: Tx, { connectionId, requestId, ...rest }: OrderInput) {
  const connection = await getConnection({ db: tx }, connectionId)
  if (connection.state !== 'active')
    throw new AppError('precondition', 'issuer.connection-closed', { name: connection.name })
  const request = await demandRequest(tx, requestId)
  const [compromise] = await compromiseOf(tx, request.spkiSha256)
  if (compromise) throw new AppError('precondition', compromise.code)
  const replacesId = rest.replacesId ?? (await replacedBy(tx, requestId))?.replacesId ?? null
  if (replacesId !== null) await demandCertificate(tx, replacesId)
  return { connection, request, replacesId }
}

async function demandRequest(tx: Tx, id: string) {
  const [row] = await tx.select().from(certificateRequests).where(eq(certificateRequests.id, id))
  if (!row) throw new AppError('not-found', 'request.not-found')
  return row
}

async function demandCertificate(tx: Tx, id: string): Promise<void> {
  const [row] = await tx.select({ id: certificates.id }).from(certificates).where(eq(certificates.id, id))
  if (!row) throw new AppError('not-found', 'certificates.not-found')
}

/** Newest first. */
export async function listOrders(ctx: Ctx, { state, limit }: OrdersQuery): Promise<OrderLine[]> {
  return lines(ctx, state && eq(issuerOrders.state, state), limit)
}

/** @throws AppError `not-found` */
export async function getOrder(ctx: Ctx, id: string): Promise<OrderLine> {
  const [line] = await lines(ctx, eq(issuerOrders.id, id), 1)
  if (!line) throw new AppError('not-found', 'issuer.order-not-found')
  return line
}

async function lines({ db }: Ctx, where: ReturnType<typeof eq> | undefined, limit: number): Promise<OrderLine[]> {
  const rows = await db
    .select({
      order: issuerOrders,
      connection: issuerConnections.name,
      kind: issuerConnections.kind,
      commonName: certificateRequests.commonName,
      sans: certificateRequests.sans,
    })
    .from(issuerOrders)
    .innerJoin(issuerConnections, eq(issuerConnections.id, issuerOrders.connectionId))
    .innerJoin(certificateRequests, eq(certificateRequests.id, issuerOrders.requestId))
    .where(where)
    .orderBy(desc(issuerOrders.createdAt), desc(issuerOrders.id))
    .limit(limit)
  return rows.map(({ order, ...rest }) => ({ ...order, ...rest }))
}

/** A person has put up the proofs an order waits for. @throws AppError `not-found`, `precondition` when it waits for nothing of the kind */
export async function confirmProofs(ctx: Ctx, id: string): Promise<void> {
  await change(ctx, id, 'issuer-order.proofs-confirmed', (row) => {
    if (row.state !== 'waiting' || row.code !== 'issuer.proof-wanted')
      throw new AppError('precondition', 'issuer.order-waits-for-nothing')
    return { state: 'working', confirmedAt: ctx.now, nextAt: ctx.now }
  })
}

/** Not pursued any further. What the CA does with it is the CA's affair. @throws AppError `precondition` once it has ended */
export async function cancelOrder(ctx: Ctx, id: string): Promise<void> {
  await change(ctx, id, 'issuer-order.cancelled', (row) => {
    if (row.state !== 'waiting' && row.state !== 'working')
      throw new AppError('precondition', 'issuer.order-ended', { state: row.state })
    return { state: 'cancelled', code: 'issuer.order-cancelled', params: {} }
  })
}

async function change(
  ctx: Ctx,
  id: string,
  action: string,
  decide: (row: OrderRow) => Partial<typeof issuerOrders.$inferInsert>,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(issuerOrders).where(eq(issuerOrders.id, id)).for('update')
    if (!row) throw new AppError('not-found', 'issuer.order-not-found')
    const values = decide(row)
    // A step under way is of an earlier take from here on: what it brings is not believed.
    await tx
      .update(issuerOrders)
      .set({ ...values, leaseUntil: null, takes: row.takes + 1, updatedAt: ctx.now })
      .where(and(eq(issuerOrders.id, id), inArray(issuerOrders.state, ['working', 'waiting'])))
    await recordAudit(tx, ctx, {
      action,
      object: { type: 'issuer-order', id },
      detail: { before: row.state, after: values.state ?? row.state },
    })
  })
}
