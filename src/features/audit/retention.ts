// How long the trail is kept, and the one way rows leave it: the oldest, whole, verified, up to a signed checkpoint that anchors the rest.

import { and, desc, lte, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { auditCheckpoints, auditLog, auditRetention } from '#db/schema/audit.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { lockAudit, recordAudit } from './record.ts'
import { verifyAudit } from './verify.ts'

/** 网络安全法第二十三条: network logs not less than six months. */
export const MIN_RETENTION_MONTHS = 6
export const DEFAULT_RETENTION_MONTHS = 36
const MAX_RETENTION_MONTHS = 1_200

export async function readRetention(db: Db | Tx): Promise<number> {
  const [row] = await db.select({ months: auditRetention.months }).from(auditRetention)
  return row?.months ?? DEFAULT_RETENTION_MONTHS
}

/** @throws AppError `bad-input` below six months or beyond a hundred years */
export function requireRetention(months: number): void {
  if (!Number.isInteger(months) || months < MIN_RETENTION_MONTHS || months > MAX_RETENTION_MONTHS)
    throw new AppError('bad-input', 'audit.retention-refused', { months, min: MIN_RETENTION_MONTHS })
}

/**
 * Sets how many months rows are kept, and says so in the trail.
 * @throws AppError `bad-input` below six months or beyond a hundred years
 */
export async function setRetention(tx: Tx, ctx: Ctx, { months, reason }: { months: number; reason: string }) {
  requireRetention(months)
  const before = await readRetention(tx)
  const changedBy = ctx.actor.type === 'account' ? ctx.actor.accountId : ctx.actor.type
  const values = { months, changedAt: ctx.now, changedBy }
  await tx
    .insert(auditRetention)
    .values({ isSet: true, ...values })
    .onConflictDoUpdate({ target: auditRetention.isSet, set: values })
  await recordAudit(tx, ctx, {
    action: 'audit.retention-changed',
    object: { type: 'audit', id: 'trail' },
    detail: { before, after: months, reason },
  })
}

export interface Pruning {
  throughSeq: number
  hash: string
  rows: number
}

/**
 * Deletes what is older than the retention, in one transaction with the row that says so; `undefined` when nothing is.
 * For the owner of the table only: the database refuses everybody else, and everything but a whole prefix behind a signed checkpoint.
 * @throws AppError `precondition` when the trail is not intact
 */
export async function pruneAudit(ctx: Ctx): Promise<Pruning | undefined> {
  const months = await readRetention(ctx.db)
  const anchor = await newestBefore(ctx.db, monthsBefore(ctx.now, months))
  if (!anchor) return undefined
  const verified = await verifyAudit(ctx.db, { primitives: ctx.ports.primitives })
  if (!verified.isIntact) throw new AppError('precondition', 'audit.trail-broken', { seq: verified.broken?.seq ?? 0 })
  const rows = anchor.seq - verified.after
  if (rows <= 0) return undefined
  const pruning = { throughSeq: anchor.seq, hash: anchor.hash, rows }
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    await recordAudit(tx, ctx, {
      action: 'audit.pruned',
      object: { type: 'audit', id: 'trail' },
      detail: { ...pruning, months },
    })
    await tx.delete(auditLog).where(lte(auditLog.seq, anchor.seq))
  })
  return pruning
}

/** The newest checkpoint behind which nothing is younger than `before`. */
async function newestBefore(db: Db, before: Instant) {
  const { seq, hash, at } = auditCheckpoints
  const [anchor] = await db
    .select({ seq, hash })
    .from(auditCheckpoints)
    .where(
      and(
        lte(at, before),
        sql`not exists (select from ${auditLog} l where l.seq <= ${seq} and l.at >= ${new Date(before).toISOString()})`,
      ),
    )
    .orderBy(desc(seq))
    .limit(1)
  return anchor
}

/** By the calendar of UTC; a day that a month does not have becomes the last one it has, or an earlier instant. */
function monthsBefore(now: Instant, months: number): Instant {
  const date = new Date(now)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}
