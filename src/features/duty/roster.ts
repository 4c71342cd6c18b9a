// 值班表: who is on duty, planned by people; asked by escalation and by sign-off.

import { randomUUID } from 'node:crypto'
import { and, asc, eq, gt, lt, sql } from 'drizzle-orm'
import { addDays, civilDateOf, DAY_MS, instantOf } from '#core/calendar/civil.ts'
import { BUREAU_HOURS, isWorkingDay, type WorkCalendar } from '#core/sla/calendar.ts'
import { DUTY_KINDS, type DutyKind, onDuty, overlapping, uncovered } from '#core/sla/roster.ts'
import type { Span } from '#core/sla/spans.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { dutyShifts } from '#db/schema/service.ts'
import { recordAudit } from '#features/audit/index.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { PlanShifts } from './inputs.ts'

export type ShiftRow = typeof dutyShifts.$inferSelect

/** One planner at a time: an arbitrary number, ours alone ("duty"). */
const ROSTER_LOCK = 0x64757479

/** Everybody on duty at the instant, in the order they are called. */
export async function onDutyAt(db: Db | Tx, at: Instant): Promise<ShiftRow[]> {
  return onDuty(await shiftsIn(db, { from: at, to: at + 1 }), at)
}

function shiftsIn(db: Db | Tx, { from, to }: Span): Promise<ShiftRow[]> {
  return db
    .select()
    .from(dutyShifts)
    .where(and(lt(dutyShifts.from, to), gt(dutyShifts.to, from)))
    .orderBy(asc(dutyShifts.from), asc(dutyShifts.kind), asc(dutyShifts.rank))
}

export interface Roster {
  shifts: ShiftRow[]
  now: ShiftRow[]
  gaps: { kind: DutyKind; from: Instant; to: Instant }[]
}

/** The shifts of some days, who is on duty now, and where a kind is missing: on site in working time, standby around the clock. */
export async function readRoster(ctx: Ctx, from: string, days: number): Promise<Roster> {
  const span = { from: instantOf(from), to: instantOf(addDays(from, days)) }
  const shifts = await shiftsIn(ctx.db, span)
  const needed: Record<DutyKind, Span[]> = {
    'on-site': workingHours(await houseCalendar(ctx.db), span),
    standby: [span],
  }
  const gaps = DUTY_KINDS.flatMap((kind) => uncovered(shifts, kind, needed[kind]).map((gap) => ({ kind, ...gap })))
  return { shifts, now: await onDutyAt(ctx.db, ctx.now), gaps }
}

function workingHours(calendar: WorkCalendar, { from, to }: Span): Span[] {
  const spans: Span[] = []
  for (let at = from; at < to; at += DAY_MS) {
    const date = civilDateOf(at)
    if (isWorkingDay(calendar, date))
      spans.push({ from: instantOf(date, BUREAU_HOURS.opensAt), to: instantOf(date, BUREAU_HOURS.closesAt) })
  }
  return spans
}

/** All of them or none. @throws AppError `conflict` when two would hold one place */
export async function planShifts(ctx: Ctx, { shifts }: PlanShifts): Promise<ShiftRow[]> {
  return ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${ROSTER_LOCK}::bigint)`)
    const kept: ShiftRow[] = []
    for (const shift of shifts) {
      const other = overlapping([...kept, ...(await shiftsIn(tx, shift))], shift)
      if (other) throw new AppError('conflict', 'duty.overlaps', { person: other.person, wanted: shift.person })
      const by = ctx.actor.type === 'account' ? ctx.actor.name : ''
      kept.push({ ...shift, id: randomUUID(), createdBy: by, createdAt: ctx.now })
    }
    await tx.insert(dutyShifts).values(kept)
    await recordAudit(tx, ctx, {
      action: 'duty.planned',
      object: { type: 'duty', id: kept[0]?.id ?? '' },
      detail: { shifts: kept.map(({ id, kind, person, rank, from, to }) => ({ id, kind, person, rank, from, to })) },
    })
    return kept
  })
}

/** @throws AppError `not-found`; `precondition` for a shift that has begun: the past stays as it was */
export async function removeShift(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [shift] = await tx.select().from(dutyShifts).where(eq(dutyShifts.id, id)).for('update')
    if (!shift) throw new AppError('not-found', 'duty.not-found')
    if (shift.from <= ctx.now) throw new AppError('precondition', 'duty.begun')
    await tx.delete(dutyShifts).where(eq(dutyShifts.id, id))
    const { kind, person, from, to } = shift
    await recordAudit(tx, ctx, {
      action: 'duty.removed',
      object: { type: 'duty', id },
      detail: { kind, person, from, to },
    })
  })
}
