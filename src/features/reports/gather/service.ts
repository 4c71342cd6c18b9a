// Backups, drills, records, spare parts and the seven standards of a period as they stood at a moment.

import { and, asc, eq, gte, lt, lte } from 'drizzle-orm'
import type { BackupFact, DrillFact, RecordFact, SpareMoveFact, StandardFact } from '#core/reports/facts.ts'
import type { ReportPeriod } from '#core/reports/periods.ts'
import { periodOf } from '#core/sla/period.ts'
import { assess } from '#core/sla/standards.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { backupDrills, backups } from '#db/schema/backups.ts'
import { serviceRecords, spareMoves, spareParts } from '#db/schema/service.ts'
import { gatherFacts } from '#features/sla/index.ts'
import { asKnown } from './rounds.ts'

export async function gatherBackups(tx: Tx, { from, to }: ReportPeriod, asOf: Instant): Promise<BackupFact[]> {
  const rows = await tx
    .select()
    .from(backups)
    .where(and(gte(backups.startedAt, from), lt(backups.startedAt, to), lte(backups.startedAt, asOf)))
    .orderBy(asc(backups.startedAt), asc(backups.id))
  return rows.map(({ id, startedAt, endedAt, sizeBytes, completeness, checkedAt }) => ({
    id,
    subject: '证巡数据库',
    startedAt,
    endedAt: asKnown(endedAt, asOf),
    sizeBytes: asKnown(endedAt, asOf) === null ? null : sizeBytes,
    completeness: asKnown(checkedAt, asOf) === null ? null : completeness,
  }))
}

export async function gatherDrills(tx: Tx, { from, to }: ReportPeriod, asOf: Instant): Promise<DrillFact[]> {
  const rows = await tx
    .select()
    .from(backupDrills)
    .where(and(gte(backupDrills.startedAt, from), lt(backupDrills.startedAt, to), lte(backupDrills.startedAt, asOf)))
    .orderBy(asc(backupDrills.startedAt), asc(backupDrills.id))
  return rows.map(({ id, backupId, startedAt, endedAt, usability, recoveryTimeMs, dataAgeMs }) => {
    const hasEnded = asKnown(endedAt, asOf) !== null
    return {
      ...{ id, backupId, startedAt },
      endedAt: asKnown(endedAt, asOf),
      usability: hasEnded ? usability : null,
      recoveryTimeMs: hasEnded ? recoveryTimeMs : null,
      dataAgeMs: hasEnded ? dataAgeMs : null,
    }
  })
}

/** Records belong to the day they name; what was written after the moment is not known yet. */
export async function gatherRecords(tx: Tx, period: ReportPeriod, asOf: Instant): Promise<RecordFact[]> {
  const rows = await tx
    .select()
    .from(serviceRecords)
    .where(
      and(
        gte(serviceRecords.onDate, period.firstDate),
        lte(serviceRecords.onDate, period.lastDate),
        lte(serviceRecords.createdAt, asOf),
      ),
    )
    .orderBy(asc(serviceRecords.id))
  return rows.map(({ id, kind, onDate, title, data }) => ({ id: String(id), kind, onDate, title, data }))
}

export async function gatherSpareMoves(tx: Tx, { from, to }: ReportPeriod, asOf: Instant): Promise<SpareMoveFact[]> {
  const rows = await tx
    .select({ move: spareMoves, part: spareParts.name })
    .from(spareMoves)
    .innerJoin(spareParts, eq(spareParts.id, spareMoves.partId))
    .where(and(gte(spareMoves.at, from), lt(spareMoves.at, to), lte(spareMoves.at, asOf)))
    .orderBy(asc(spareMoves.id))
  return rows.map(({ move: { id, kind, change, device, by, at }, part }) => ({
    id: String(id),
    ...{ part, kind, change, device, by, at },
  }))
}

/** Of a half-year or a year; no other period is assessed. */
export async function gatherStandards(
  tx: Tx,
  { name }: ReportPeriod,
  asOf: Instant,
): Promise<{ rows: StandardFact[]; provisionalFor: number[] }> {
  const period = periodOf(name)
  if (!period) return { rows: [], provisionalFor: [] }
  const { facts, provisionalFor } = await gatherFacts(tx, period, asOf)
  return { rows: assess(facts, asOf).standards, provisionalFor }
}
