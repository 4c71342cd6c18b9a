// Removes own backups that are not needed any more: one a day and one a month are kept, and never fewer than what a restore needs.

import { and, desc, eq, inArray } from 'drizzle-orm'
import { backupDrills, backups } from '#db/schema/backups.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { type KeptBackup, superfluous } from './retention.ts'
import { takeTurn } from './turn.ts'

/** @returns how many were removed */
export async function dropOldBackups(ctx: Ctx): Promise<number> {
  await markSuperfluous(ctx)
  const marked = await ctx.db.select({ id: backups.id }).from(backups).where(eq(backups.state, 'removing'))
  for (const { id } of marked) {
    // Again and again until it is done: a killed service leaves the mark.
    await ctx.ports.backupEngine.remove(id)
    await ctx.db.update(backups).set({ state: 'removed' }).where(eq(backups.id, id))
  }
  return marked.length
}

async function markSuperfluous(ctx: Ctx): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await takeTurn(tx)
    const rows = await tx.select().from(backups).where(eq(backups.state, 'complete')).orderBy(desc(backups.startedAt))
    const drills = await tx
      .select({ backupId: backupDrills.backupId, state: backupDrills.state, usability: backupDrills.usability })
      .from(backupDrills)
      .where(
        inArray(
          backupDrills.backupId,
          rows.map(({ id }) => id),
        ),
      )
    const known = rows.map(({ id, startedAt, completeness }): KeptBackup => {
      const own = drills.filter(({ backupId }) => backupId === id)
      const isUsable = own.some(({ usability }) => usability === 'pass' || usability === 'warn')
      return {
        id,
        startedAt,
        isComplete: completeness === 'pass',
        isUsable,
        isInUse: own.some((one) => one.state === 'running'),
      }
    })
    for (const id of superfluous(known)) {
      await tx
        .update(backups)
        .set({ state: 'removing' })
        .where(and(eq(backups.id, id), eq(backups.state, 'complete')))
      await recordAudit(tx, ctx, {
        action: 'backup.removed',
        object: { type: 'backup', id },
        detail: { by: 'retention' },
      })
    }
  })
}
