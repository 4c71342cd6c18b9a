// From rows to requests: begun or cancelled by who handed the sheet in, worked through by a job, row by row by lease, so that any number of
// instances share the work, a killed one loses none of it, and whoever began it may leave.

import { and, asc, count, eq, inArray, lt, notExists, or, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { userRequestBatches, userRequestBatchRows } from '#db/schema/requests.ts'
import { actorOf, databaseFor } from '#features/accounts/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { createIn } from '../create.ts'
import { submitIn } from '../decide.ts'
import type { Desk } from '../desk.ts'
import { onlyCredential } from '../judge.ts'
import { REQUEST_PARTIES, requirePerson } from '../rules.ts'
import { SHEET } from './columns.ts'

type Batch = typeof userRequestBatches.$inferSelect
type Row = typeof userRequestBatchRows.$inferSelect

/** Far above what a row takes. */
export const ROW_LEASE_MS = 60_000
const MAX_ATTEMPTS = 3

/** The rows without problems become requests from here on. @throws AppError `precondition` for one that was begun, or has no such row */
export async function beginBatch(ctx: Ctx, id: string): Promise<void> {
  const actor = requirePerson(ctx.actor)
  await ctx.db.transaction(async (tx) => {
    const batch = await lockedBatch(tx, id)
    if (batch.createdPerson !== actor.personId) throw new AppError('forbidden', 'requests.not-requester')
    if (batch.state !== 'previewed') throw new AppError('precondition', 'requests.batch-begun')
    const [ready] = await tx
      .select({ rows: count() })
      .from(userRequestBatchRows)
      .where(isIn(id, ['ready']))
    if (!ready?.rows) throw new AppError('precondition', 'requests.batch-nothing')
    await tx.update(userRequestBatches).set({ state: 'submitting' }).where(eq(userRequestBatches.id, id))
    await record(tx, ctx, 'begun', batch, { rows: ready.rows })
  })
}

/** What became requests stays. @throws AppError `precondition` for one that has ended */
export async function cancelBatch(ctx: Ctx, id: string): Promise<void> {
  const actor = requirePerson(ctx.actor)
  await ctx.db.transaction(async (tx) => {
    const batch = await lockedBatch(tx, id)
    if (batch.createdPerson !== actor.personId) throw new AppError('forbidden', 'requests.not-requester')
    if (batch.state === 'done' || batch.state === 'cancelled')
      throw new AppError('precondition', 'requests.batch-begun')
    await tx
      .update(userRequestBatches)
      .set({ state: 'cancelled', finishedAt: ctx.now })
      .where(eq(userRequestBatches.id, id))
    const left = await tx
      .update(userRequestBatchRows)
      .set({ state: 'cancelled', leaseUntil: null })
      .where(isIn(id, ['ready', 'submitting']))
      .returning({ row: userRequestBatchRows.row })
    await record(tx, ctx, 'cancelled', batch, { rows: left.length })
  })
}

const isIn = (id: string, states: Row['state'][]) =>
  and(eq(userRequestBatchRows.batchId, id), inArray(userRequestBatchRows.state, states))

async function lockedBatch(tx: Tx, id: string): Promise<Batch> {
  await lockAudit(tx)
  const [batch] = await tx.select().from(userRequestBatches).where(eq(userRequestBatches.id, id)).for('update')
  if (!batch) throw new AppError('not-found', 'requests.batch-unknown')
  return batch
}

function record(tx: Tx, ctx: Ctx, what: string, { id }: Batch, detail: Record<string, unknown>): Promise<void> {
  return recordAudit(tx, ctx, {
    action: `user-request-batch.${what}`,
    object: { type: 'user-request-batch', id },
    detail,
  })
}

/** For the job: works until no row waits. */
export async function runRequestBatches(ctx: Ctx, desk: Desk, clock: { now(): Instant }): Promise<void> {
  while (await runNextRow({ ...ctx, now: clock.now() }, desk));
}

/** False: nothing waits. */
export async function runNextRow(ctx: Ctx, desk: Desk): Promise<boolean> {
  const claimed = await claim(ctx)
  if (!claimed) return false
  const { row, batch } = claimed
  try {
    if (row.attempts > MAX_ATTEMPTS)
      throw new AppError('unavailable', 'requests.row-abandoned', { attempts: MAX_ATTEMPTS })
    await submitRow(await asCreator(ctx, batch), desk, row, batch)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const problem = { sheet: SHEET, row: row.row, column: '', code: error.code, params: { ...error.params } }
    await ctx.db
      .update(userRequestBatchRows)
      .set({ state: 'failed', leaseUntil: null, problems: [problem] })
      .where(isOurs(row))
  }
  await endIfDone(ctx, batch.id)
  return true
}

async function claim(ctx: Ctx): Promise<{ row: Row; batch: Batch } | undefined> {
  const rows = userRequestBatchRows
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ row: rows, batch: userRequestBatches })
      .from(rows)
      .innerJoin(userRequestBatches, eq(userRequestBatches.id, rows.batchId))
      .where(
        and(
          eq(userRequestBatches.state, 'submitting'),
          or(eq(rows.state, 'ready'), and(eq(rows.state, 'submitting'), lt(rows.leaseUntil, ctx.now))),
        ),
      )
      .orderBy(asc(userRequestBatches.createdAt), asc(rows.batchId), asc(rows.row))
      .limit(1)
      .for('update', { of: rows, skipLocked: true })
    if (!found) return undefined
    const [row] = await tx
      .update(rows)
      .set({ state: 'submitting', leaseUntil: ctx.now + ROW_LEASE_MS, attempts: found.row.attempts + 1 })
      .where(and(eq(rows.batchId, found.row.batchId), eq(rows.row, found.row.row)))
      .returning()
    return row && { row, batch: found.batch }
  })
}

/** Whoever took it up last: the outcome of an earlier take is not believed. */
const isOurs = ({ batchId, row, attempts }: Row) =>
  and(
    eq(userRequestBatchRows.batchId, batchId),
    eq(userRequestBatchRows.row, row),
    eq(userRequestBatchRows.state, 'submitting'),
    eq(userRequestBatchRows.attempts, attempts),
  )

/** As the person who handed the sheet in, with what that account may and sees today. @throws AppError when it may no more */
async function asCreator(ctx: Ctx, { createdBy, id }: Batch): Promise<Ctx> {
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, createdBy))
  if (!account || account.isDisabled) throw new AppError('forbidden', 'requests.batch-creator-gone')
  const session = { sessionId: id, address: '', assurance: { factors: [], at: ctx.now } }
  const actor = await actorOf(ctx, createdBy, session)
  if (!REQUEST_PARTIES.some((role) => actor.roles.includes(role)))
    throw new AppError('forbidden', 'app.role-required', { roles: REQUEST_PARTIES.join(', ') })
  return { ...ctx, actor, db: databaseFor(ctx.db, actor) }
}

/** Request and row in one transaction: a row has its request, or none. */
async function submitRow(ctx: Ctx, desk: Desk, row: Row, batch: Batch): Promise<void> {
  const { staffId, kind, details } = row
  if (staffId === null || kind === null) throw new AppError('not-found', 'requests.row-unknown')
  await ctx.db.transaction(async (tx) => {
    // Before the row: a batch is cancelled in this order too.
    await lockAudit(tx)
    const [ours] = await tx
      .select({ row: userRequestBatchRows.row })
      .from(userRequestBatchRows)
      .where(isOurs(row))
      .for('update')
    if (!ours) return
    const credentialId = onlyCredential(kind, await desk.held(tx, [staffId]))
    const draft = await createIn(
      tx,
      ctx,
      desk,
      { kind, staffId, details, ...(credentialId && { credentialId }) },
      batch.id,
    )
    await submitIn(tx, ctx, desk, draft)
    await tx
      .update(userRequestBatchRows)
      .set({ state: 'submitted', leaseUntil: null, requestId: draft.id })
      .where(isOurs(row))
  })
}

/** Of two that end its last rows, the second sees that none is left. */
async function endIfDone(ctx: Ctx, id: string): Promise<void> {
  const open = ctx.db
    .select({ one: sql`1` })
    .from(userRequestBatchRows)
    .where(isIn(id, ['ready', 'submitting']))
  await ctx.db
    .update(userRequestBatches)
    .set({ state: 'done', finishedAt: ctx.now })
    .where(and(eq(userRequestBatches.id, id), eq(userRequestBatches.state, 'submitting'), notExists(open)))
}
