// Makes a backup, checks every byte of it, and keeps both verdicts of the deed.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { probeVerdict } from '#core/checks/check.ts'
import { backupDrills, backups } from '#db/schema/backups.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type BackupRow, findBackup } from './list.ts'
import { fileReasons, interruptedReasons } from './rules.ts'
import { takeTurn } from './turn.ts'

/** A backup that still says `running` after this long belongs to a process that is gone. */
const ABANDONED_AFTER_MS = 60 * 60_000

/**
 * For the start of the only process that backs this database up: what still says it is running was cut off, or was
 * restored from the middle of itself.
 */
export async function endInterrupted(ctx: Ctx): Promise<void> {
  const cutOff = await ctx.db.transaction(async (tx) => {
    const cut = { state: 'failed', endedAt: ctx.now }
    const taken = await tx
      .update(backups)
      .set({ ...cut, error: 'interrupted' })
      .where(eq(backups.state, 'running'))
      .returning({ id: backups.id })
    const drilled = await tx
      .update(backupDrills)
      .set({ ...cut, phase: 'ended', usability: 'unknown', reasons: interruptedReasons() })
      .where(eq(backupDrills.state, 'running'))
      .returning({ id: backupDrills.backupId })
    for (const { id } of [...taken, ...drilled])
      await recordAudit(tx, ctx, { action: 'backup.interrupted', object: { type: 'backup', id } })
    return taken
  })
  for (const { id } of cutOff) await ctx.ports.backupEngine.remove(id)
}

/** Writes the backup down as running. @throws AppError `conflict` while another one runs. */
export async function beginBackup(ctx: Ctx): Promise<string> {
  const id = randomUUID()
  await ctx.db.transaction(async (tx) => {
    await takeTurn(tx)
    const running = await tx.select().from(backups).where(eq(backups.state, 'running'))
    for (const other of running) {
      if (ctx.now - other.startedAt < ABANDONED_AFTER_MS) throw new AppError('conflict', 'backups.busy')
      await tx
        .update(backups)
        .set({ state: 'failed', endedAt: ctx.now, error: 'abandoned' })
        .where(eq(backups.id, other.id))
    }
    await tx.insert(backups).values({ id, state: 'running', startedAt: ctx.now })
    await recordAudit(tx, ctx, { action: 'backup.started', object: { type: 'backup', id } })
  })
  return id
}

/** Does the copy. Never rejects for a copy that fails: the row says so. */
export async function completeBackup(ctx: Ctx, id: string, now: () => number): Promise<BackupRow> {
  try {
    const taken = await ctx.ports.backupEngine.take(id)
    await save({ ...ctx, now: now() }, id, { state: 'complete', endedAt: now(), ...taken })
    return await checkBackup({ ...ctx, now: now() }, id)
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
    await save({ ...ctx, now: now() }, id, { state: 'failed', endedAt: now(), error: problem })
    return findBackup(ctx.db, id)
  }
}

/** Reads every byte of the backup again: 完成性. @throws AppError `not-found`, `precondition` */
export async function checkBackup(ctx: Ctx, id: string): Promise<BackupRow> {
  const backup = await findBackup(ctx.db, id)
  if (backup.state !== 'complete') throw new AppError('precondition', 'backups.not-complete', { id })
  const reasons = fileReasons(await ctx.ports.backupEngine.inspect(id, backup.manifestDigest ?? ''))
  await save(ctx, id, { completeness: probeVerdict(reasons), completenessReasons: reasons, checkedAt: ctx.now })
  return findBackup(ctx.db, id)
}

async function save(ctx: Ctx, id: string, values: Partial<typeof backups.$inferInsert>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.update(backups).set(values).where(eq(backups.id, id))
    const { state, completeness, manifestDigest, error } = values
    await recordAudit(tx, ctx, {
      action: completeness ? 'backup.checked' : 'backup.ended',
      object: { type: 'backup', id },
      detail: { state, completeness, manifestDigest, error },
    })
  })
}
