// Restore drills of the estate's backups: asked for, claimed by exactly one instance, followed phase by phase, and judged.

import { randomUUID } from 'node:crypto'
import { and, asc, desc, eq, inArray, lt, ne } from 'drizzle-orm'
import { backupReason } from '#core/backups/layers.ts'
import type { TableRestored } from '#core/backups/source.ts'
import {
  DRILL_PLAN,
  type DrillSeen,
  interruptedDrill,
  isMoving,
  judgeDrill,
  judgeUsability,
} from '#core/backups/usability.ts'
import { probeVerdict, type Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { backupSets, sourceDrills } from '#db/schema/backup-sources.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import type { EstateDrillOutcome, EstateDrillPhase } from '#src/backup-ports.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import { sight } from './look.ts'
import { withOrder } from './order.ts'
import { findSource, listSources, type SourceLine } from './sources.ts'

export type SourceDrillRow = typeof sourceDrills.$inferSelect

/** Renewed while the drill runs; an owner that is silent for so long is gone. */
export const DRILL_LEASE_MS = 90_000
const HEARTBEAT_MS = 20_000
/** A scratch server must not fill the disk of the service. */
const MAX_DRILL_BYTES = 64 * 1024 * 1024 * 1024
const DRILLS_JUDGED = 20

/** @throws AppError `not-found`, `conflict` while one waits or runs */
export async function requestDrill(ctx: Ctx, sourceId: string, setName: string | null): Promise<string> {
  await findSource(ctx, sourceId)
  const id = randomUUID()
  await ctx.db.transaction(async (tx) => {
    if (setName !== null) await demandSet(tx, sourceId, setName)
    const added = await tx
      .insert(sourceDrills)
      .values({
        ...{ id, sourceId, setName, state: 'queued', phase: 'queued', reasons: [] },
        requestedAt: ctx.now,
        requestedBy: nameOf(ctx.actor),
      })
      .onConflictDoNothing()
      .returning({ id: sourceDrills.id })
    if (added.length === 0) throw new AppError('conflict', 'backups.drill-under-way')
    await recordAudit(tx, ctx, {
      action: 'source-drill.requested',
      object: { type: 'backup-source', id: sourceId },
      detail: { drill: id, set: setName },
    })
  })
  return id
}

async function demandSet(tx: Tx, sourceId: string, name: string): Promise<void> {
  const [set] = await tx
    .select({ name: backupSets.name })
    .from(backupSets)
    .where(and(eq(backupSets.sourceId, sourceId), eq(backupSets.name, name)))
  if (!set) throw new AppError('not-found', 'backups.set-not-found', { set: name })
}

function nameOf(actor: Actor): string {
  return actor.type === 'account' || actor.type === 'system' ? actor.name : ''
}

/** Asks for the drills that are due by their schedule. */
export async function requestDueDrills(ctx: Ctx): Promise<void> {
  for (const { source } of await listSources(ctx)) {
    if (!source.isEnabled || source.drillEveryMs === 0) continue
    const [latest] = await ctx.db
      .select({ at: sourceDrills.requestedAt })
      .from(sourceDrills)
      .where(eq(sourceDrills.sourceId, source.id))
      .orderBy(desc(sourceDrills.requestedAt))
      .limit(1)
    const isDue = (latest?.at ?? source.createdAt - source.drillEveryMs) + source.drillEveryMs <= ctx.now
    // Before the first look there is nothing to restore.
    if (!isDue || source.checkedAt === null) continue
    await requestDrill(ctx, source.id, null).catch((error: unknown) => {
      if (!(error instanceof AppError && error.kind === 'conflict')) throw error
    })
  }
}

export interface DrillRun {
  owner: string
  clock: { now(): Instant; pause(durationMs: number, signal?: AbortSignal): Promise<void> }
}

/** Carries out what waits, one after the other: an instance never runs two scratch servers. */
export async function runDrills(ctx: Ctx, run: DrillRun): Promise<number> {
  for (let count = 0; ; count++) {
    const drill = await claimDrill({ ...ctx, now: run.clock.now() }, run.owner)
    if (!drill) return count
    await runDrill(ctx, drill, run)
  }
}

/** The one that waits longest. Drills of owners who are gone are ended first: what they made is swept, not gone on with. */
export async function claimDrill(ctx: Ctx, owner: string): Promise<SourceDrillRow | undefined> {
  await endSilent(ctx)
  return ctx.db.transaction(async (tx) => {
    const [waiting] = await tx
      .select({ id: sourceDrills.id })
      .from(sourceDrills)
      .where(eq(sourceDrills.state, 'queued'))
      .orderBy(asc(sourceDrills.requestedAt), asc(sourceDrills.id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!waiting) return undefined
    const [claimed] = await tx
      .update(sourceDrills)
      .set({ state: 'running', phase: 'look', startedAt: ctx.now, owner, leaseUntil: ctx.now + DRILL_LEASE_MS })
      .where(eq(sourceDrills.id, waiting.id))
      .returning()
    return claimed
  })
}

async function endSilent(ctx: Ctx): Promise<void> {
  const silent = await ctx.db
    .select()
    .from(sourceDrills)
    .where(and(eq(sourceDrills.state, 'running'), lt(sourceDrills.leaseUntil, ctx.now)))
  for (const drill of silent) await end(ctx, drill, interruptedDrill(), {})
}

async function runDrill(ctx: Ctx, drill: SourceDrillRow, { clock }: DrillRun): Promise<void> {
  const stop = new AbortController()
  const heartbeat = keepLease(ctx, drill, clock, stop.signal)
  const reasons: Reason[] = []
  let outcome: EstateDrillOutcome | undefined
  try {
    const line = await findSource(ctx, drill.sourceId)
    const setName = drill.setName ?? (await newestSet(ctx, drill.sourceId))
    if (setName === undefined) reasons.push(backupReason('fail', 'presence.none'))
    else {
      outcome = await carryOut(ctx, line, drill, setName, clock)
      reasons.push(...judgeDrill(outcome.seen, line.source.plan))
    }
  } catch {
    reasons.push(...interruptedDrill())
  } finally {
    stop.abort()
    await heartbeat
  }
  await end({ ...ctx, now: clock.now() }, drill, reasons, outcome ? figuresOf(outcome) : {})
}

async function newestSet(ctx: Ctx, sourceId: string): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ name: backupSets.name })
    .from(backupSets)
    .where(eq(backupSets.sourceId, sourceId))
    .orderBy(desc(backupSets.lastSeenAt), desc(backupSets.startedAt))
    .limit(1)
  return row?.name
}

async function carryOut(
  ctx: Ctx,
  { source }: SourceLine,
  drill: SourceDrillRow,
  set: string,
  clock: DrillRun['clock'],
): Promise<EstateDrillOutcome> {
  await ctx.db.update(sourceDrills).set({ setName: set }).where(eq(sourceDrills.id, drill.id))
  const known = await ctx.db
    .select({ name: backupSets.name, digest: backupSets.manifestDigest })
    .from(backupSets)
    .where(eq(backupSets.sourceId, source.id))
  const knownManifests = Object.fromEntries(
    known.flatMap(({ name, digest }) => (digest === null ? [] : [[name, digest]])),
  )
  const { extensions, roles, queries } = source
  return withOrder(ctx, source, knownManifests, (order) =>
    ctx.ports.estateBackups.drill(
      { ...order, drillId: drill.id, set, extensions, roles, queries, maxBytes: MAX_DRILL_BYTES },
      clock.now(),
      (phase) => notePhase(ctx, drill.id, phase),
    ),
  )
}

function notePhase(ctx: Ctx, id: string, phase: EstateDrillPhase): void {
  void ctx.db
    .update(sourceDrills)
    .set({ phase })
    .where(and(eq(sourceDrills.id, id), eq(sourceDrills.state, 'running')))
    .catch(() => undefined)
}

async function keepLease(ctx: Ctx, drill: SourceDrillRow, clock: DrillRun['clock'], stop: AbortSignal): Promise<void> {
  for (;;) {
    await clock.pause(HEARTBEAT_MS, stop)
    if (stop.aborted) return
    await ctx.db
      .update(sourceDrills)
      .set({ leaseUntil: clock.now() + DRILL_LEASE_MS })
      .where(and(eq(sourceDrills.id, drill.id), eq(sourceDrills.state, 'running')))
      .catch(() => undefined)
  }
}

type Figures = Partial<typeof sourceDrills.$inferInsert>

function figuresOf({ seen, phasesMs, server, isIsolated }: EstateDrillOutcome): Figures {
  return {
    recoveryTimeMs: seen.problem ? null : seen.recoveryTimeMs,
    dataAgeMs: seen.takenAt === null ? null : Math.max(0, seen.beganAt - seen.takenAt),
    tables: tablesOf(seen),
    queries: [...seen.queries],
    ...{ phasesMs, server, isIsolated },
  }
}

function tablesOf({ tables }: DrillSeen) {
  const isEqual = ({ before, restored }: TableRestored) =>
    restored?.rows === before.rows && restored.digest === before.digest
  return {
    compared: tables.length,
    equal: tables.filter(isEqual).length,
    moving: tables.filter(isMoving).length,
    rows: tables.reduce((sum, { restored }) => sum + (restored?.rows ?? 0), 0),
  }
}

/** Nothing is written for a drill that somebody else has ended meanwhile. */
async function end(ctx: Ctx, drill: SourceDrillRow, reasons: Reason[], figures: Figures): Promise<void> {
  const line = await findSource(ctx, drill.sourceId)
  const usability = probeVerdict(reasons) as Exclude<SourceDrillRow['usability'], null>
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const ended = await tx
      .update(sourceDrills)
      .set({ ...figures, state: 'ended', phase: 'ended', endedAt: ctx.now, leaseUntil: null, usability, reasons })
      .where(and(eq(sourceDrills.id, drill.id), ne(sourceDrills.state, 'ended')))
      .returning({ id: sourceDrills.id })
    if (ended.length === 0) return
    await sight(tx, line, 'usability', await standingIn(tx, drill.sourceId, ctx.now), ctx.now)
    await recordAudit(tx, ctx, {
      action: 'source-drill.ended',
      object: { type: 'backup-source', id: drill.sourceId },
      detail: { drill: drill.id, usability, codes: reasons.map(({ code }) => code) },
    })
  })
}

/** 可用性 of a source as it stands, from its drills. */
export async function standingIn(db: Ctx['db'] | Tx, sourceId: string, now: Instant): Promise<Reason[]> {
  const drills = await db
    .select({ endedAt: sourceDrills.endedAt, verdict: sourceDrills.usability, reasons: sourceDrills.reasons })
    .from(sourceDrills)
    .where(and(eq(sourceDrills.sourceId, sourceId), inArray(sourceDrills.usability, ['pass', 'warn', 'fail'])))
    .orderBy(desc(sourceDrills.endedAt))
    .limit(DRILLS_JUDGED)
  return judgeUsability(drills, DRILL_PLAN, now)
}

export async function listDrills(
  ctx: Ctx,
  sourceId: string,
  query: { cursor?: number | undefined; limit: number },
): Promise<{ items: SourceDrillRow[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select()
    .from(sourceDrills)
    .where(
      and(
        eq(sourceDrills.sourceId, sourceId),
        query.cursor === undefined ? undefined : lt(sourceDrills.requestedAt, query.cursor),
      ),
    )
    .orderBy(desc(sourceDrills.requestedAt))
    .limit(query.limit + 1)
  const items = rows.slice(0, query.limit)
  return { items, nextCursor: rows.length > query.limit ? String(items.at(-1)?.requestedAt) : null }
}

/** The newest drill of each source, running or ended. */
export async function latestDrills(ctx: Ctx): Promise<Map<string, SourceDrillRow>> {
  const rows = await ctx.db
    .selectDistinctOn([sourceDrills.sourceId])
    .from(sourceDrills)
    .orderBy(sourceDrills.sourceId, desc(sourceDrills.requestedAt))
  return new Map(rows.map((row) => [row.sourceId, row]))
}
