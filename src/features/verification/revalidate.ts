// Judges watched verifications again on schedule, and raises findings before they stop validating.

import { and, asc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'

import type { Instant } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import { verifications } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { settleFindings } from './findings.ts'
import type { VerificationRow } from './list.ts'
import { filesOf } from './material.ts'
import { asNow } from './rerun.ts'
import { isRelied, storable } from './rules.ts'

/** A day, less what two daily runs may lie closer together. */
const NOT_AGAIN_WITHIN_MS = 20 * 3_600_000
/** Trust may be withdrawn and algorithms may fall long before a certificate ends: what is far from its end is looked at too, less often. */
const FAR_FROM_END_EVERY_DAYS = 7

/**
 * Works until nothing is due. Safe to run twice, and on several instances at once: each takes what no other has taken.
 * @returns how many were judged again
 */
export async function revalidateWatched(ctx: Ctx, clock: { now(): Instant }): Promise<number> {
  for (let count = 0; ; count++) {
    const now = clock.now()
    const row = await takeDue(ctx, now)
    if (!row) return count
    await revalidate({ ...ctx, now }, row)
  }
}

/** Marks the next one that is due as looked at, so that no other instance takes it. */
async function takeDue(ctx: Ctx, now: Instant): Promise<VerificationRow | undefined> {
  const { id, isWatched, verdict, createdAt, stopsValidatingAt, revalidatedAt, asked } = verifications
  const moment = new Date(now).toISOString()
  const isNearEnd = sql`${stopsValidatingAt} <= ${moment}::timestamptz + make_interval(days => (${asked}->'policy'->>'leadDays')::int)`
  const isLongAgo = sql`coalesce(${revalidatedAt}, ${createdAt}) <= ${moment}::timestamptz - make_interval(days => ${FAR_FROM_END_EVERY_DAYS}::int)`
  return ctx.db.transaction(async (tx) => {
    const [due] = await tx
      .select({ id })
      .from(verifications)
      .where(
        and(
          eq(isWatched, true),
          inArray(verdict, ['VALID', 'VALID_WITH_DEFECTS']),
          or(isNull(revalidatedAt), lte(revalidatedAt, now - NOT_AGAIN_WITHIN_MS)),
          or(isNearEnd, isLongAgo),
        ),
      )
      .orderBy(asc(stopsValidatingAt), asc(id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!due) return undefined
    const [row] = await tx.update(verifications).set({ revalidatedAt: now }).where(eq(id, due.id)).returning()
    return row
  })
}

async function revalidate(ctx: Ctx, row: VerificationRow): Promise<void> {
  const report = await judgeToday(ctx, row)
  const changes = report ? changesOf(row, report) : {}
  await ctx.db.transaction(async (tx) => {
    if (Object.keys(changes).length > 0) {
      await tx.update(verifications).set(changes).where(eq(verifications.id, row.id))
    }
    await settleFindings(tx, row.sha256, ctx.now, { mayOpen: true })
    const { revalidatedVerdict: verdict, stopsValidatingAt } = changes
    const isNews =
      (verdict ?? row.verdict) !== (row.revalidatedVerdict ?? row.verdict) || stopsValidatingAt !== undefined
    if (isNews)
      await recordAudit(tx, ctx, {
        action: 'verification.revalidated',
        object: { type: 'verification', id: row.id },
        detail: { number: row.number, was: row.verdict, verdict, stopsValidatingAt },
      })
  })
}

/** `undefined`: it cannot be judged (again, or just now): what was known before stands, its end included. */
async function judgeToday(ctx: Ctx, row: VerificationRow): Promise<ReportJson | undefined> {
  try {
    const { report } = await asNow(ctx, row, await filesOf(ctx.db, row.id))
    return report.kind === 'not-supported' && report.subIndication === 'TRY_LATER' ? undefined : report
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

function changesOf(row: VerificationRow, report: ReportJson): Partial<typeof verifications.$inferInsert> {
  const revalidatedVerdict = report.verdict
  const { stopsValidating } = storable({ stopsValidating: report.stopsValidating })
  if (!isRelied(report.verdict) || !stopsValidating) return { revalidatedVerdict }
  const at = Date.parse(stopsValidating.at)
  return at === row.stopsValidatingAt
    ? { revalidatedVerdict }
    : { revalidatedVerdict, stopsValidating, stopsValidatingAt: at }
}
