// Every row a report is computed from, in one snapshot of the database: no figure of a report is newer than another.

import { noRows, type ReportFacts, type Rows } from '#core/reports/facts.ts'
import type { ReportPeriod } from '#core/reports/periods.ts'
import { consideredBy } from '#core/reports/service.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { gatherBackups, gatherDrills } from './backups.ts'
import { gatherAreas, gatherItems, gatherPlanItems, gatherRounds } from './rounds.ts'
import { gatherRecords, gatherSpareMoves, gatherStandards } from './service.ts'
import { gatherFindings, gatherTickets } from './tickets.ts'

export { serviceBegan } from './rounds.ts'

/** What is looked at, in this order. */
export const GATHER_STEPS = ['rounds', 'areas', 'findings', 'tickets', 'backups', 'records', 'standards'] as const
export type GatherStep = (typeof GATHER_STEPS)[number]

/** @param onStep before each step; throwing there ends it all */
export async function gatherReport(
  db: Db,
  period: ReportPeriod,
  asOf: Instant,
  onStep: (step: GatherStep) => Promise<void> = async () => undefined,
): Promise<ReportFacts> {
  return db.transaction((tx) => gatherIn(tx, period, asOf, onStep), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  })
}

async function gatherIn(
  tx: Tx,
  period: ReportPeriod,
  asOf: Instant,
  onStep: (step: GatherStep) => Promise<void>,
): Promise<ReportFacts> {
  const rows: Rows = noRows()
  const provisional = new Set<number>()
  await onStep('rounds')
  rows.rounds = await gatherRounds(tx, period, asOf)
  await onStep('areas')
  rows.areas = await gatherAreas(tx, period, asOf)
  if (period.kind === 'round') {
    rows.items = await gatherItems(tx, period.name, asOf)
    return { period, asOf, rows, provisionalFor: [], consideredBy: null }
  }
  if (period.kind === 'month' || period.kind === 'quarter') rows.items = await gatherPlanItems(tx, rows.rounds, asOf)
  await onStep('findings')
  rows.findings = await gatherFindings(tx, period, asOf)
  await onStep('tickets')
  const tickets = await gatherTickets(tx, period, asOf)
  rows.tickets = tickets.rows
  await onStep('backups')
  rows.backups = await gatherBackups(tx, period, asOf)
  rows.drills = await gatherDrills(tx, period, asOf)
  await onStep('records')
  rows.records = await gatherRecords(tx, period, asOf)
  rows['spare-moves'] = await gatherSpareMoves(tx, period, asOf)
  await onStep('standards')
  const standards = await gatherStandards(tx, period, asOf)
  rows.standards = standards.rows
  for (const year of [...tickets.provisionalFor, ...standards.provisionalFor]) provisional.add(year)
  const isConsidered = period.kind === 'half-year' || period.kind === 'year'
  return {
    ...{ period, asOf, rows },
    provisionalFor: [...provisional].sort((a, b) => a - b),
    consideredBy: isConsidered ? consideredBy(asOf, await houseCalendar(tx)) : null,
  }
}
