// Makes the reports that were ordered: one instance each, by lease, with the count of attempts as the fence. What it speaks of is fixed
// when it is first taken up, so that whoever takes it up again after a crash makes the same report.

import { and, asc, eq, lt, or } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { composeReport, type HashText, reportDigest } from '#core/reports/compose.ts'
import type { ReportFacts } from '#core/reports/facts.ts'
import type { ReportModel } from '#core/reports/model.ts'
import { pageOf, type ReportPage } from '#core/reports/page.ts'
import { periodNamed, type ReportPeriod } from '#core/reports/periods.ts'
import type { Instant } from '#core/verdict.ts'
import { rounds } from '#db/schema/inspections.ts'
import { reportContents, reportFiles, reports } from '#db/schema/reports.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { announceReport } from './announce.ts'
import { GATHER_STEPS, gatherReport } from './gather/index.ts'
import type { ReportRow } from './list.ts'
import { roundPeriod } from './rules.ts'
import { sheetsOf } from './sheets.ts'

/** Far above what one step may take. */
export const REPORT_LEASE_MS = 120_000
/** After every third failed attempt a person must ask again. */
const ATTEMPTS = 3
const RETRY_AFTER_MS = 60_000

/** In the order they are done. */
export const MAKE_STEPS = [...GATHER_STEPS, 'compose', 'pdf', 'xlsx', 'save'] as const
type Step = (typeof MAKE_STEPS)[number]

/** Works until nothing waits. */
export async function makeReports(ctx: Ctx, clock: { now(): Instant }): Promise<void> {
  for (;;) {
    const claimed = await claimReport({ ...ctx, now: clock.now() })
    if (!claimed) return
    await makeReport(ctx, claimed, clock)
  }
}

/** The oldest that waits, or one whose maker has gone silent. */
export async function claimReport(ctx: Ctx): Promise<ReportRow | undefined> {
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(reports)
      .where(or(eq(reports.state, 'waiting'), and(eq(reports.state, 'running'), lt(reports.leaseUntil, ctx.now))))
      .orderBy(asc(reports.createdAt), asc(reports.id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!found) return undefined
    const [claimed] = await tx
      .update(reports)
      .set({
        state: 'running',
        asOf: found.asOf ?? ctx.now,
        startedAt: found.startedAt ?? ctx.now,
        attempts: found.attempts + 1,
        leaseUntil: ctx.now + REPORT_LEASE_MS,
        stepsDone: 0,
        stepsTotal: MAKE_STEPS.length,
      })
      .where(eq(reports.id, found.id))
      .returning()
    return claimed
  })
}

/** Somebody else took it up meanwhile: nothing of ours is written. */
class Overtaken extends Error {}

/** To its end: done, or somebody else's. @throws what went wrong, once it is put off: for the log */
export async function makeReport(ctx: Ctx, report: ReportRow, clock: { now(): Instant }): Promise<void> {
  try {
    const made = await computed(ctx, report, clock)
    await save({ ...ctx, now: clock.now() }, report, made)
  } catch (error) {
    if (error instanceof Overtaken) return
    await putOff({ ...ctx, now: clock.now() }, report, error)
    throw error
  }
}

export interface MadeReport {
  facts: ReportFacts
  model: ReportModel
  page: ReportPage
  behind: Record<string, string[]>
  factsDigest: string
  modelDigest: string
  files: { format: 'pdf' | 'xlsx'; sha256: string; sizeBytes: number; content: Uint8Array }[]
}

async function computed(ctx: Ctx, report: ReportRow, clock: { now(): Instant }): Promise<MadeReport> {
  const onStep = (step: Step) => noteStep({ ...ctx, now: clock.now() }, report, step)
  const period = await periodOf(ctx, report)
  const facts = await gatherReport(ctx.db, period, report.asOf ?? ctx.now, onStep)
  await onStep('compose')
  return composed(ctx, report.number, facts, onStep)
}

/** The report and its files from its rows: nothing else goes in. */
export async function composed(
  ctx: Pick<Ctx, 'ports'>,
  number: string,
  facts: ReportFacts,
  onStep: (step: 'pdf' | 'xlsx' | 'save') => Promise<void> = async () => undefined,
): Promise<MadeReport> {
  const hash = hashOf(ctx)
  const { model, behind } = await composeReport(facts, hash)
  const digests = { factsDigest: await reportDigest(hash, facts), modelDigest: await reportDigest(hash, model) }
  const named = { number, digest: digests.modelDigest }
  await onStep('pdf')
  const pdf = await ctx.ports.printer.operationsReport(model, named)
  await onStep('xlsx')
  const xlsx = await ctx.ports.spreadsheets.write(sheetsOf(model, named))
  await onStep('save')
  const file = async (format: 'pdf' | 'xlsx', content: Uint8Array) => ({
    ...{ format, content, sizeBytes: content.length },
    sha256: toHex(await ctx.ports.primitives.digest('sha256', content)),
  })
  return {
    facts,
    model,
    page: pageOf(model),
    behind,
    ...digests,
    files: [await file('pdf', pdf), await file('xlsx', xlsx)],
  }
}

export function hashOf({ ports }: Pick<Ctx, 'ports'>): HashText {
  return async (text) => toHex(await ports.primitives.digest('sha256', new TextEncoder().encode(text)))
}

/** @throws AppError `not-found` when the round is gone or the name is none */
export async function periodOf(ctx: Pick<Ctx, 'db'>, { kind, period: name }: ReportRow): Promise<ReportPeriod> {
  const period = kind === 'round' ? await periodOfRound(ctx, name) : periodNamed(kind, name)
  if (!period) throw new AppError('not-found', 'reports.no-period', { period: name })
  return period
}

async function periodOfRound({ db }: Pick<Ctx, 'db'>, id: string): Promise<ReportPeriod | undefined> {
  const [round] = await db.select().from(rounds).where(eq(rounds.id, id))
  return round && roundPeriod(round)
}

/** Still being made, and nobody took it up after us. */
function isOwned({ id, attempts }: ReportRow) {
  return and(eq(reports.id, id), eq(reports.state, 'running'), eq(reports.attempts, attempts))
}

async function noteStep(ctx: Ctx, report: ReportRow, step: Step): Promise<void> {
  const noted = await ctx.db
    .update(reports)
    .set({ step, stepsDone: MAKE_STEPS.indexOf(step), leaseUntil: ctx.now + REPORT_LEASE_MS })
    .where(isOwned(report))
    .returning({ id: reports.id })
  if (noted.length === 0) throw new Overtaken()
}

async function save(ctx: Ctx, report: ReportRow, made: MadeReport): Promise<void> {
  const { facts, model, page, behind, factsDigest, modelDigest, files } = made
  await ctx.db.transaction(async (tx) => {
    const done = { state: 'done', step: null, stepsDone: MAKE_STEPS.length, leaseUntil: null, problem: null } as const
    const [finished] = await tx
      .update(reports)
      .set({ ...done, finishedAt: ctx.now, factsDigest, modelDigest })
      .where(isOwned(report))
      .returning()
    if (!finished) throw new Overtaken()
    await tx.insert(reportContents).values({ reportId: report.id, facts, model, page, behind })
    await tx.insert(reportFiles).values(files.map((file) => ({ reportId: report.id, ...file })))
    if (finished.edition !== 'preview')
      await announceReport(tx, ctx, { report: finished, model, files, isLate: ctx.now > finished.dueBy })
    await recordAudit(tx, ctx, {
      action: 'report.made',
      object: { type: 'report', id: finished.number },
      detail: {
        asOf: finished.asOf,
        factsDigest,
        modelDigest,
        files: files.map(({ format, sha256 }) => ({ format, sha256 })),
      },
    })
  })
}

/** Tried again in a while; after the third time it stays failed until somebody asks for it. */
async function putOff(ctx: Ctx, report: ReportRow, error: unknown): Promise<void> {
  const isLast = report.attempts % ATTEMPTS === 0
  await ctx.db.transaction(async (tx) => {
    const [kept] = await tx
      .update(reports)
      .set({
        problem: problemOf(error),
        ...(isLast ? { state: 'failed', leaseUntil: null, step: null } : { leaseUntil: ctx.now + RETRY_AFTER_MS }),
      })
      .where(isOwned(report))
      .returning()
    if (!kept || !isLast) return
    await recordAudit(tx, ctx, {
      action: 'report.failed',
      object: { type: 'report', id: kept.number },
      detail: { attempts: kept.attempts, problem: kept.problem },
    })
  })
}

const MAX_PROBLEM = 200

/** In a line: the whole of it is in the log. */
function problemOf(error: unknown): string {
  if (error instanceof AppError) return error.code
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const text = cause instanceof Error ? cause.message : String(cause)
  return text.slice(0, MAX_PROBLEM)
}
