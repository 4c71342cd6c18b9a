// Works through what waits: one item at a time by lease, so that any number of instances share the work and a killed one loses none of it.

import { and, asc, eq, inArray, lt, notExists, or, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { Tx } from '#db/database.ts'
import {
  verificationBatches,
  verificationBatchFiles,
  verificationBatchItems,
  verificationMaterials,
} from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { VerificationOrder } from '../request.ts'
import type { UploadedFile } from '../rules.ts'
import { type Judged, saveVerification } from '../save.ts'
import { judgeOrder } from '../verify.ts'
import type { Problem } from './plan.ts'

/** Far above what a verification may take, waiting for a thread included. */
export const ITEM_LEASE_MS = 180_000
/** An item that was taken up this often and never finished ends whoever takes it up: it is not tried again. */
const MAX_ATTEMPTS = 3
/** As many as there are threads to judge in. */
const CONCURRENCY = 2

type ItemRow = typeof verificationBatchItems.$inferSelect
type BatchRow = typeof verificationBatches.$inferSelect

/** Works until nothing waits. */
export async function runBatches(ctx: Ctx, clock: { now(): Instant }): Promise<void> {
  const work = async () => {
    while ((await runNextItem({ ...ctx, now: clock.now() })) === 'recorded');
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
}

/** `idle`: nothing waits, or the verifier is busy. `recorded` also when the result was no longer wanted. */
export async function runNextItem(ctx: Ctx): Promise<'recorded' | 'idle'> {
  const claimed = await claimItem(ctx)
  if (!claimed) return 'idle'
  const outcome = await judgeItem(ctx, claimed)
  if ('report' in outcome && isBusy(outcome.report)) {
    await giveBack(ctx, claimed.item)
    return 'idle'
  }
  await recordItem(ctx, claimed, outcome)
  return 'recorded'
}

export interface ClaimedItem {
  item: ItemRow
  batch: BatchRow
}

/** Takes the next item that waits, or one whose owner has gone silent. */
export async function claimItem(ctx: Ctx): Promise<ClaimedItem | undefined> {
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ item: verificationBatchItems, batch: verificationBatches })
      .from(verificationBatchItems)
      .innerJoin(verificationBatches, eq(verificationBatches.id, verificationBatchItems.batchId))
      .where(
        and(
          inArray(verificationBatches.state, ['waiting', 'running']),
          or(
            eq(verificationBatchItems.state, 'waiting'),
            and(eq(verificationBatchItems.state, 'running'), lt(verificationBatchItems.leaseUntil, ctx.now)),
          ),
        ),
      )
      .orderBy(
        asc(verificationBatches.createdAt),
        asc(verificationBatchItems.batchId),
        asc(verificationBatchItems.position),
      )
      .limit(1)
      .for('update', { of: verificationBatchItems, skipLocked: true })
    if (!found) return undefined
    const [item] = await tx
      .update(verificationBatchItems)
      .set({ state: 'running', leaseUntil: ctx.now + ITEM_LEASE_MS, attempts: found.item.attempts + 1 })
      .where(isItem(found.item))
      .returning()
    await tx
      .update(verificationBatches)
      .set({ state: 'running', startedAt: ctx.now })
      .where(and(eq(verificationBatches.id, found.batch.id), eq(verificationBatches.state, 'waiting')))
    return item && { item, batch: found.batch }
  })
}

function isItem({ batchId, position }: Pick<ItemRow, 'batchId' | 'position'>) {
  return and(eq(verificationBatchItems.batchId, batchId), eq(verificationBatchItems.position, position))
}

/** What is asked of the item may be what cannot be done: then that is its result. */
async function judgeItem(ctx: Ctx, { item, batch }: ClaimedItem): Promise<Judged | Problem> {
  if (item.attempts > MAX_ATTEMPTS) return { code: 'batch.item-abandoned', params: { attempts: MAX_ATTEMPTS } }
  try {
    return await judgeOrder(ctx, await orderOf(ctx, item, batch))
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, params: error.params }
    throw error
  }
}

async function orderOf(ctx: Ctx, item: ItemRow, batch: BatchRow): Promise<VerificationOrder> {
  const { batchId, position, format, judgeAt } = item
  const rows = await ctx.db
    .select({
      field: verificationBatchFiles.field,
      name: verificationBatchFiles.name,
      bytes: verificationMaterials.bytes,
    })
    .from(verificationBatchFiles)
    .innerJoin(verificationMaterials, eq(verificationMaterials.sha256, verificationBatchFiles.keptAs))
    .where(and(eq(verificationBatchFiles.batchId, batchId), inArray(verificationBatchFiles.position, [0, position])))
    .orderBy(asc(verificationBatchFiles.position), asc(verificationBatchFiles.place))
  const of = (wanted: (typeof rows)[number]['field']): UploadedFile[] =>
    rows.filter(({ field }) => field === wanted).map(({ name, bytes }) => ({ name, bytes }))
  const [file] = of('object')
  const [content] = of('content')
  const [query] = of('query')
  if (!file) throw new AppError('bad-input', 'batch.file-missing', { name: item.fileName })
  return {
    file,
    ...(content && { content }),
    ...(query && { query }),
    anchors: of('anchors'),
    intermediates: of('intermediates'),
    crls: of('crls'),
    ocsps: of('ocsps'),
    ...(batch.policy !== null && { policy: batch.policy }),
    ...(format !== null && { format: format as NonNullable<VerificationOrder['format']> }),
    ...(judgeAt !== null && { at: judgeAt }),
  }
}

/** The pool turned it away: nothing was judged. */
function isBusy({ kind, steps }: ReportJson): boolean {
  return (
    kind === 'not-supported' && steps.some(({ findings }) => findings.some(({ code }) => code === 'verification.busy'))
  )
}

async function giveBack(ctx: Ctx, item: ItemRow): Promise<void> {
  await ctx.db
    .update(verificationBatchItems)
    .set({ state: 'waiting', leaseUntil: null, attempts: item.attempts - 1 })
    .where(
      and(
        isItem(item),
        eq(verificationBatchItems.state, 'running'),
        eq(verificationBatchItems.attempts, item.attempts),
      ),
    )
}

/** Once, by whoever took the item up last; a result that comes too late, or after the batch was cancelled, is dropped whole. */
export async function recordItem(ctx: Ctx, { item, batch }: ClaimedItem, outcome: Judged | Problem): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const [ours] = await tx
      .select({ position: verificationBatchItems.position })
      .from(verificationBatchItems)
      .where(
        and(
          isItem(item),
          eq(verificationBatchItems.state, 'running'),
          eq(verificationBatchItems.attempts, item.attempts),
        ),
      )
      .for('update')
    if (!ours) return false
    if ('report' in outcome) {
      const { id, actorId, actorName, districtId, isWatched } = batch
      const saved = await saveVerification(tx, ctx, {
        ...outcome,
        batch: { id, actorId, actorName, districtId, isWatched },
      })
      await endItem(tx, item, { state: 'done', verificationId: saved.id })
    } else {
      const { code, params } = outcome
      await endItem(tx, item, { state: 'refused', errorCode: code, errorParams: { ...params } })
    }
    await endBatchIfDone(tx, batch.id, ctx.now)
    return true
  })
}

async function endItem(
  tx: Tx,
  item: ItemRow,
  values: Partial<typeof verificationBatchItems.$inferInsert>,
): Promise<void> {
  await tx
    .update(verificationBatchItems)
    .set({ ...values, leaseUntil: null })
    .where(isItem(item))
  // The verification has its own from here on.
  await tx
    .delete(verificationBatchFiles)
    .where(and(eq(verificationBatchFiles.batchId, item.batchId), eq(verificationBatchFiles.position, item.position)))
}

/** Locks the batch first: of two that end its last two items, the second sees that none is left. */
async function endBatchIfDone(tx: Tx, id: string, now: Instant): Promise<void> {
  await tx
    .select({ id: verificationBatches.id })
    .from(verificationBatches)
    .where(eq(verificationBatches.id, id))
    .for('update')
  const open = tx
    .select({ one: sql`1` })
    .from(verificationBatchItems)
    .where(and(eq(verificationBatchItems.batchId, id), inArray(verificationBatchItems.state, ['waiting', 'running'])))
  const ended = await tx
    .update(verificationBatches)
    .set({ state: 'done', finishedAt: now })
    .where(
      and(eq(verificationBatches.id, id), inArray(verificationBatches.state, ['waiting', 'running']), notExists(open)),
    )
    .returning({ id: verificationBatches.id })
  if (ended.length > 0) await tx.delete(verificationBatchFiles).where(eq(verificationBatchFiles.batchId, id))
}
