// Backups and restore drills of a period as they stood at a moment: the service's own, and those of the bureau's systems that others make.

import { and, asc, eq, gte, lt, lte } from 'drizzle-orm'
import type { BackupFact, DrillFact } from '#core/reports/facts.ts'
import type { ReportPeriod } from '#core/reports/periods.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { backupSets, backupSources, sourceDrills } from '#db/schema/backup-sources.ts'
import { backupDrills, backups } from '#db/schema/backups.ts'
import { asKnown } from './rounds.ts'

export async function gatherBackups(tx: Tx, period: ReportPeriod, asOf: Instant): Promise<BackupFact[]> {
  return [...(await ownBackups(tx, period, asOf)), ...(await estateBackups(tx, period, asOf))]
}

export async function gatherDrills(tx: Tx, period: ReportPeriod, asOf: Instant): Promise<DrillFact[]> {
  return [...(await ownDrills(tx, period, asOf)), ...(await estateDrills(tx, period, asOf))]
}

async function ownBackups(tx: Tx, { from, to }: ReportPeriod, asOf: Instant): Promise<BackupFact[]> {
  const rows = await tx
    .select()
    .from(backups)
    .where(and(gte(backups.startedAt, from), lt(backups.startedAt, to), lte(backups.startedAt, asOf)))
    .orderBy(asc(backups.startedAt), asc(backups.id))
  return rows.map(({ id, startedAt, endedAt, sizeBytes, completeness, checkedAt }) => ({
    ...{ id, startedAt },
    subject: '证巡数据库',
    endedAt: asKnown(endedAt, asOf),
    sizeBytes: asKnown(endedAt, asOf) === null ? null : sizeBytes,
    completeness: asKnown(checkedAt, asOf) === null ? null : completeness,
  }))
}

/** By the time they were made; what was first seen later was not known. */
async function estateBackups(tx: Tx, { from, to }: ReportPeriod, asOf: Instant): Promise<BackupFact[]> {
  const rows = await tx
    .select({ set: backupSets, source: backupSources.name })
    .from(backupSets)
    .innerJoin(backupSources, eq(backupSources.id, backupSets.sourceId))
    .where(and(gte(backupSets.startedAt, from), lt(backupSets.startedAt, to), lte(backupSets.firstSeenAt, asOf)))
    .orderBy(asc(backupSets.startedAt), asc(backupSets.sourceId), asc(backupSets.name))
  return rows.map(({ set: { sourceId, name, startedAt, endedAt, sizeBytes, verdict }, source }) => ({
    id: setId(sourceId, name),
    subject: `${source} ${name}`,
    ...{ startedAt, sizeBytes, completeness: verdict },
    endedAt: asKnown(endedAt, asOf),
  }))
}

const setId = (sourceId: string, name: string) => `${sourceId}/${name}`

async function ownDrills(tx: Tx, { from, to }: ReportPeriod, asOf: Instant): Promise<DrillFact[]> {
  const rows = await tx
    .select()
    .from(backupDrills)
    .where(and(gte(backupDrills.startedAt, from), lt(backupDrills.startedAt, to), lte(backupDrills.startedAt, asOf)))
    .orderBy(asc(backupDrills.startedAt), asc(backupDrills.id))
  return rows.map((row) => drillFact(row, row.backupId, row.startedAt, asOf))
}

async function estateDrills(tx: Tx, { from, to }: ReportPeriod, asOf: Instant): Promise<DrillFact[]> {
  const rows = await tx
    .select()
    .from(sourceDrills)
    .where(and(gte(sourceDrills.startedAt, from), lt(sourceDrills.startedAt, to), lte(sourceDrills.startedAt, asOf)))
    .orderBy(asc(sourceDrills.startedAt), asc(sourceDrills.id))
  return rows.map((row) => drillFact(row, setId(row.sourceId, row.setName ?? ''), row.startedAt ?? from, asOf))
}

type Drilled = Pick<DrillFact, 'id' | 'endedAt' | 'usability' | 'recoveryTimeMs' | 'dataAgeMs'>

/** A drill that had not ended had proved nothing. */
function drillFact(row: Drilled, backupId: string, startedAt: Instant, asOf: Instant): DrillFact {
  const endedAt = asKnown(row.endedAt, asOf)
  const { usability, recoveryTimeMs, dataAgeMs } = row
  const found = { usability, recoveryTimeMs, dataAgeMs }
  const nothing = { usability: null, recoveryTimeMs: null, dataAgeMs: null }
  return { id: row.id, backupId, startedAt, endedAt, ...(endedAt === null ? nothing : found) }
}
