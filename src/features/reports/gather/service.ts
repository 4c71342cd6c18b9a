// Records, spare parts and the seven standards of a period as they stood at a moment.

import { and, asc, eq, gte, lt, lte } from 'drizzle-orm'
import type { RecordFact, SpareMoveFact, StandardFact } from '#core/reports/facts.ts'
import type { ReportPeriod } from '#core/reports/periods.ts'
import { periodOf } from '#core/sla/period.ts'
import { assess } from '#core/sla/standards.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { serviceRecords, spareMoves, spareParts } from '#db/schema/service.ts'
import { gatherFacts } from '#features/sla/index.ts'

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
