// A restore drill: 可用性 is what came back, not what was stored.

import { randomUUID } from 'node:crypto'
import { and, eq, lt } from 'drizzle-orm'
import { probeVerdict } from '#core/checks/check.ts'
import { backupDrills } from '#db/schema/backups.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type DrillRow, findBackup } from './list.ts'
import { drillReasons, interruptedReasons, summaryOf } from './rules.ts'
import { takeTurn } from './turn.ts'

/** A drill that still says `running` after this long belongs to a process that is gone. */
const ABANDONED_AFTER_MS = 60 * 60_000

/** What nobody carried out to the end proves neither that the backup is good nor that it is bad. */
const INTERRUPTED = { usability: 'unknown', reasons: interruptedReasons() } as const

/** Writes the drill down as running. @throws AppError `not-found`, `precondition`, `conflict` */
export async function beginDrill(ctx: Ctx, backupId: string): Promise<string> {
  const id = randomUUID()
  const backup = await findBackup(ctx.db, backupId)
  if (backup.state !== 'complete') throw new AppError('precondition', 'backups.not-complete', { id: backupId })
  await ctx.db.transaction(async (tx) => {
    await takeTurn(tx)
    await tx
      .update(backupDrills)
      .set({ state: 'failed', phase: 'ended', endedAt: ctx.now, ...INTERRUPTED })
      .where(and(eq(backupDrills.state, 'running'), lt(backupDrills.startedAt, ctx.now - ABANDONED_AFTER_MS)))
    const running = await tx.select().from(backupDrills).where(eq(backupDrills.state, 'running'))
    if (running.length > 0) throw new AppError('conflict', 'backups.busy')
    await tx
      .insert(backupDrills)
      .values({ id, backupId, state: 'running', phase: 'files', startedAt: ctx.now, reasons: [] })
    await recordAudit(tx, ctx, {
      action: 'drill.started',
      object: { type: 'backup', id: backupId },
      detail: { drill: id },
    })
  })
  return id
}

/** Runs the drill to its end. A drill that could not be carried out proves nothing: its verdict is unknown. */
export async function completeDrill(ctx: Ctx, drillId: string, now: () => number): Promise<DrillRow> {
  const drill = await findDrill(ctx, drillId)
  const backup = await findBackup(ctx.db, drill.backupId)
  const onPhase = (phase: string) => {
    void ctx.db
      .update(backupDrills)
      .set({ phase })
      .where(and(eq(backupDrills.id, drillId), eq(backupDrills.state, 'running')))
      .catch(() => undefined)
  }
  try {
    const evidence = await ctx.ports.backupEngine.drill(backup.id, backup.manifestDigest ?? '', onPhase)
    const reasons = drillReasons(evidence)
    await save({ ...ctx, now: now() }, drill, {
      state: 'complete',
      usability: probeVerdict(reasons),
      reasons,
      recoveryTimeMs: Math.round(evidence.recoveryTimeMs),
      dataAgeMs: evidence.takenAt === null ? null : drill.startedAt - evidence.takenAt,
      tables: summaryOf(evidence.tables),
    })
  } catch {
    await save({ ...ctx, now: now() }, drill, { state: 'failed', ...INTERRUPTED })
  }
  return findDrill(ctx, drillId)
}

async function findDrill(ctx: Ctx, id: string): Promise<DrillRow> {
  const [row] = await ctx.db.select().from(backupDrills).where(eq(backupDrills.id, id))
  if (!row) throw new AppError('not-found', 'backups.not-found', { id })
  return row
}

async function save(ctx: Ctx, drill: DrillRow, values: Partial<typeof backupDrills.$inferInsert>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(backupDrills)
      .set({ ...values, endedAt: ctx.now, phase: 'ended' })
      .where(eq(backupDrills.id, drill.id))
    await recordAudit(tx, ctx, {
      action: 'drill.ended',
      object: { type: 'backup', id: drill.backupId },
      detail: { drill: drill.id, usability: values.usability, codes: values.reasons?.map(({ code }) => code) },
    })
  })
}
