// The rows a report is computed from, as they stood at its moment: one shape a table, plain values only, each with an id of its own.
// They are kept with the report. Gathered again from the database they must be the same, or it can be said which one is not.

import type { CivilDate } from '../calendar/civil.ts'
import type { Level, TicketKind } from '../sla/profile.ts'
import type { StandardResult } from '../sla/standards.ts'
import type { Instant } from '../verdict.ts'
import type { SourceTable, Text } from './model.ts'
import type { ReportPeriod } from './periods.ts'

/** How many items were concluded how; `open` ones nobody judged. */
export interface Conclusions {
  normal: number
  warning: number
  abnormal: number
  unchecked: number
  notApplicable: number
  open: number
}

export interface RoundFact {
  id: string
  planId: string
  /** What the plan was called when it planned the round; of a round nobody planned, what it is. */
  plan: Text
  date: CivilDate
  slot: Text
  /** In 巡检完成率: the two of every day. */
  isCounted: boolean
  /** By a plan, and not by a person: it can be missed. */
  isPlanned: boolean
  plannedAt: Instant
  onTimeUntil: Instant
  state: string
  startedAt: Instant | null
  signedAt: Instant | null
  inspector: string | null
  reviewer: string | null
  makesUpFor: string | null
  reason: string | null
  conclusions: Conclusions
  /** SHA-256 over the items in order of number, hex: which one, how concluded, by which result. */
  itemsDigest: string
}

/** What the items of one system and layer came to, over all rounds of the period. */
export interface AreaFact {
  /** `<system>/<layer>`. */
  id: string
  systemId: string
  system: string
  layer: string
  conclusions: Conclusions
}

/** One item of one round: all of them in the report of that round, those people judged in what a month or a quarter tells of its plans. */
export interface ItemFact {
  id: string
  roundId: string
  number: number
  systemId: string
  system: string
  node: string
  layer: string
  title: Text
  isManual: boolean
  conclusion: keyof Conclusions
  /** What was measured or seen. */
  seen: string
  problem: Text | null
  recordedAt: Instant | null
}

export interface FindingFact {
  id: string
  systemId: string
  system: string
  node: string
  title: Text
  code: string
  verdict: 'warn' | 'fail'
  firstSeenAt: Instant
  recoveredAt: Instant | null
  state: 'open' | 'recovered' | 'closed'
  problem: Text
  phenomenon: Text
  cause: string | null
  resolution: Text
  ticketId: string | null
  ticketNumber: string | null
  closedAt: Instant | null
}

export interface ClockFact {
  rule: string
  title: Text
  dueAt: Instant | null
  stoppedAt: Instant | null
  /** Past its due time when it stopped, or still running past it. */
  isBreached: boolean
}

export interface TicketFact {
  id: string
  number: string
  kind: TicketKind
  level: Level
  state: 'open' | 'resolved' | 'closed'
  title: Text
  system: string | null
  usersPercent: number | null
  reportedAt: Instant
  respondedAt: Instant | null
  resolvedAt: Instant | null
  closedAt: Instant | null
  assignee: string | null
  phenomenon: string | null
  cause: string | null
  resolution: string | null
  /** 故障报告 is written. */
  hasReport: boolean
  reworkCount: number
  clocks: ClockFact[]
  /** Agreed maintenance that its outage lay in. */
  maintenance: { from: Instant; to: Instant }[]
}

export interface BackupFact {
  id: string
  /** What is backed up. */
  subject: string
  startedAt: Instant
  endedAt: Instant | null
  sizeBytes: number | null
  /** 完成性: null while nobody checked it. */
  completeness: string | null
}

export interface DrillFact {
  id: string
  backupId: string
  startedAt: Instant
  endedAt: Instant | null
  /** 可用性: null while it runs. */
  usability: string | null
  recoveryTimeMs: number | null
  dataAgeMs: number | null
}

export interface RecordFact {
  id: string
  kind: string
  onDate: CivilDate
  title: string
  data: Readonly<Record<string, string | number | boolean>>
}

export interface SpareMoveFact {
  id: string
  part: string
  kind: string
  change: number
  device: string | null
  by: string
  at: Instant
}

/** One assessment standard as it stands, by its id. */
export type StandardFact = Omit<StandardResult, 'id'> & { id: string }

interface RowsOf {
  rounds: RoundFact
  areas: AreaFact
  items: ItemFact
  findings: FindingFact
  tickets: TicketFact
  backups: BackupFact
  drills: DrillFact
  records: RecordFact
  'spare-moves': SpareMoveFact
  standards: StandardFact
}

export type Row = RowsOf[SourceTable]
export type Rows = { [T in SourceTable]: RowsOf[T][] }

export interface ReportFacts {
  period: ReportPeriod
  asOf: Instant
  rows: Rows
  /** Years without an announced calendar that some deadline rests on. */
  provisionalFor: number[]
  /** The day by which 甲方 considers it, of a half-year and a year. */
  consideredBy: CivilDate | null
}

export function noRows(): Rows {
  return {
    ...{ rounds: [], areas: [], items: [], findings: [], tickets: [] },
    ...{ backups: [], drills: [], records: [], 'spare-moves': [], standards: [] },
  }
}

/** Every item that belongs to the period: judged or not. */
export function itemsIn(conclusions: Conclusions): number {
  return Object.values(conclusions).reduce((sum, one) => sum + one, 0)
}
