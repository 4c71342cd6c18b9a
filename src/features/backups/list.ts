// Backups with their latest drill, newest first.

import { and, desc, eq, inArray, lt, notInArray } from 'drizzle-orm'
import type { Reason } from '#core/checks/check.ts'
import type { Db, Tx } from '#db/database.ts'
import { backupDrills, backups } from '#db/schema/backups.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { ageReasons, drillAgeReasons } from './rules.ts'

export type BackupRow = typeof backups.$inferSelect
export type DrillRow = typeof backupDrills.$inferSelect

export interface BackupLine {
  backup: BackupRow
  drill: DrillRow | null
}

export async function listBackups(
  ctx: Ctx,
  query: { cursor?: number | undefined; limit: number },
): Promise<{ items: BackupLine[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select()
    .from(backups)
    .where(
      and(
        notInArray(backups.state, ['removing', 'removed']),
        query.cursor === undefined ? undefined : lt(backups.startedAt, query.cursor),
      ),
    )
    .orderBy(desc(backups.startedAt))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const drills = await ctx.db
    .select()
    .from(backupDrills)
    .where(
      inArray(
        backupDrills.backupId,
        page.map((row) => row.id),
      ),
    )
    .orderBy(desc(backupDrills.startedAt))
  return {
    items: page.map((backup) => ({ backup, drill: drills.find((one) => one.backupId === backup.id) ?? null })),
    nextCursor: rows.length > query.limit ? String(page.at(-1)?.startedAt) : null,
  }
}

/** @throws AppError `not-found` */
export async function findBackup(db: Db | Tx, id: string): Promise<BackupRow> {
  const [row] = await db.select().from(backups).where(eq(backups.id, id))
  if (!row) throw new AppError('not-found', 'backups.not-found', { id })
  return row
}

/** How backups stand now: what a round or an alarm asks. */
export async function backupStanding(ctx: Ctx): Promise<{ completeness: Reason[]; usability: Reason[] }> {
  const [newest] = await ctx.db
    .select()
    .from(backups)
    .where(and(eq(backups.state, 'complete'), eq(backups.completeness, 'pass')))
    .orderBy(desc(backups.startedAt))
    .limit(1)
  const [drill] = await ctx.db
    .select()
    .from(backupDrills)
    .where(inArray(backupDrills.usability, ['pass', 'warn']))
    .orderBy(desc(backupDrills.startedAt))
    .limit(1)
  return {
    completeness: ageReasons(newest?.startedAt, ctx.now),
    usability: drillAgeReasons(drill?.startedAt, ctx.now),
  }
}
