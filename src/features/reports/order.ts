// Orders reports: those that fell due, once each over any number of instances, and those a person asks for.

import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type Due, dueOf, duePeriods, periodNamed, type ReportPeriod } from '#core/reports/periods.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { rounds } from '#db/schema/inspections.ts'
import { reports } from '#db/schema/reports.ts'
import { recordAudit } from '#features/audit/index.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { serviceBegan } from './gather/index.ts'
import type { ReportOrder } from './inputs.ts'
import type { ReportRow } from './list.ts'
import { type Edition, editionOf, reportNumber, roundPeriod } from './rules.ts'

/** Rounds that ended: what a report of a round waits for. */
const ENDED = ['done-on-time', 'done-late', 'missed', 'made-up']
/** So many rounds get their report in one go; the next go takes the next. */
const ROUNDS_AT_ONCE = 200

/** Writes down every report that is due and not there yet. Run as often as you like, by anybody. @returns how many were new */
export async function orderDueReports(ctx: Ctx): Promise<number> {
  const due = [...(await missingPeriods(ctx.db, ctx.now)), ...(await roundsWithoutReport(ctx.db))]
  let ordered = 0
  for (const one of due) if (await orderFinal(ctx, one)) ordered += 1
  return ordered
}

/** Due by the calendar, and no final report was even ordered. */
async function missingPeriods(db: Db, now: Instant): Promise<Due[]> {
  const owed = await notDone(db, now)
  return owed.filter(({ state }) => state === 'missing')
}

type NotDone = Due & { state: 'missing' | 'waiting' | 'running' | 'failed' }

/** Due by the calendar, and not there: asked by name, so that a long past costs no more than what is due in it. */
async function notDone(db: Db, now: Instant): Promise<NotDone[]> {
  const since = await serviceBegan(db)
  const due = since === undefined ? [] : duePeriods(since, now, await houseCalendar(db))
  const kinds = due.map(({ period }) => period.kind)
  const names = due.map(({ period }) => period.name)
  const { rows } = await db.execute<{ at: string; state: NotDone['state'] | null }>(sql`
    select due.at::text as at, ${reports.state} as state
    from unnest(${sql.param(kinds)}::text[], ${sql.param(names)}::text[]) with ordinality as due (kind, period, at)
    left join ${reports} on ${reports.kind} = due.kind and ${reports.period} = due.period and ${reports.edition} = 'final'
    where ${reports.state} is distinct from 'done' order by due.at`)
  return rows.flatMap(({ at, state }) => {
    const one = due[Number(at) - 1]
    return one ? [{ ...one, state: state ?? 'missing' }] : []
  })
}

async function roundsWithoutReport(db: Db): Promise<Due[]> {
  const rows = await db
    .select()
    .from(rounds)
    .leftJoin(reports, and(eq(reports.kind, 'round'), eq(reports.period, rounds.id), eq(reports.edition, 'final')))
    .where(and(inArray(rounds.state, ENDED), isNull(reports.id)))
    .orderBy(asc(rounds.plannedAt))
    .limit(ROUNDS_AT_ONCE)
  const calendar = await houseCalendar(db)
  return rows.map(({ rounds: round }) => dueOf(roundPeriod(round), calendar))
}

/** False: somebody else was faster. */
async function orderFinal(ctx: Ctx, { period, dueBy }: Due): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const version = await nextVersion(tx, period)
    const row = await insert(tx, ctx, { period, dueBy, version, edition: 'final', reason: null })
    if (!row) return false
    await audit(tx, ctx, row)
    return true
  })
}

interface New {
  period: ReportPeriod
  dueBy: Instant
  version: number
  edition: Edition
  reason: string | null
}

async function nextVersion(tx: Tx, { kind, name }: ReportPeriod): Promise<number> {
  const [newest] = await tx
    .select({ version: reports.version })
    .from(reports)
    .where(and(eq(reports.kind, kind), eq(reports.period, name)))
    .orderBy(desc(reports.version))
    .limit(1)
  return (newest?.version ?? 0) + 1
}

/** Undefined when the same edition is there already. */
async function insert(
  tx: Tx,
  ctx: Ctx,
  { period, dueBy, version, edition, reason }: New,
): Promise<ReportRow | undefined> {
  const [row] = await tx
    .insert(reports)
    .values({
      number: reportNumber(period.kind, period.name, edition, version),
      kind: period.kind,
      period: period.name,
      ...{ version, edition, dueBy, reason },
      periodFrom: period.from,
      periodTo: period.to,
      state: 'waiting',
      requestedBy: ctx.actor.type === 'anonymous' ? '' : ctx.actor.name,
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  return row
}

function audit(tx: Tx, ctx: Ctx, { number, kind, period, edition, reason }: ReportRow): Promise<void> {
  return recordAudit(tx, ctx, {
    action: 'report.ordered',
    object: { type: 'report', id: number },
    detail: { kind, period, edition, reason },
  })
}

/**
 * A person asks for a report. One that is being made already is answered with; one that failed is tried again.
 * @throws AppError `bad-input` for what is no period, `precondition` before it begins, or for a second final one without a reason
 */
export async function orderReport(ctx: Ctx, { kind, period: name, reason }: ReportOrder): Promise<ReportRow> {
  const { period, madeAt, dueBy } = await dueNamed(ctx.db, kind, name)
  if (ctx.now < period.from) throw new AppError('precondition', 'reports.not-begun', { period: name })
  return ctx.db.transaction(async (tx) => {
    const [newest] = await tx
      .select()
      .from(reports)
      .where(and(eq(reports.kind, kind), eq(reports.period, name)))
      .orderBy(desc(reports.version))
      .limit(1)
      .for('update')
    if (newest?.state === 'waiting' || newest?.state === 'running') return newest
    const hasFinal = await finalOf(tx, period)
    if (newest?.state === 'failed' && (newest.edition !== 'preview' || ctx.now < madeAt)) return retry(tx, ctx, newest)
    const edition = editionOf(madeAt, hasFinal, ctx.now)
    if (edition === 'correction' && !reason)
      throw new AppError('precondition', 'reports.reason-required', { period: name })
    const version = (newest?.version ?? 0) + 1
    const row = await insert(tx, ctx, { period, dueBy, version, edition, reason: reason ?? null })
    if (!row) throw new AppError('conflict', 'reports.being-made', { period: name })
    await audit(tx, ctx, row)
    return row
  })
}

async function dueNamed(db: Db, kind: ReportOrder['kind'], name: string): Promise<Due> {
  const calendar = await houseCalendar(db)
  if (kind !== 'round') {
    const period = periodNamed(kind, name)
    if (!period) throw new AppError('bad-input', 'reports.no-period', { period: name })
    return dueOf(period, calendar)
  }
  const [round] = await db.select().from(rounds).where(eq(rounds.id, name))
  if (!round) throw new AppError('bad-input', 'reports.no-period', { period: name })
  const due = dueOf(roundPeriod(round), calendar)
  return ENDED.includes(round.state) ? { ...due, madeAt: Math.min(due.madeAt, round.plannedAt) } : due
}

async function finalOf(tx: Tx, { kind, name }: ReportPeriod): Promise<boolean> {
  const rows = await tx
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.kind, kind), eq(reports.period, name), eq(reports.edition, 'final')))
  return rows.length > 0
}

async function retry(tx: Tx, ctx: Ctx, failed: ReportRow): Promise<ReportRow> {
  const [row] = await tx
    .update(reports)
    .set({ state: 'waiting', problem: null, leaseUntil: null })
    .where(eq(reports.id, failed.id))
    .returning()
  await recordAudit(tx, ctx, { action: 'report.retried', object: { type: 'report', id: failed.number } })
  return row ?? failed
}

export interface Owed extends Due {
  /** How far it is: nobody ordered it, it waits, it is being made, or making it failed. */
  state: NotDone['state']
  isLate: boolean
}

/** Every report that is due and not there, the oldest first. */
export async function owedReports(ctx: Pick<Ctx, 'db' | 'now'>): Promise<Owed[]> {
  const owed = await notDone(ctx.db, ctx.now)
  return owed.map((one) => ({ ...one, isLate: ctx.now > one.dueBy }))
}
