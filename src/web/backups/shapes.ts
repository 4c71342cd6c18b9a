// What the server answers about the estate's backups.

import type { ProbeVerdict } from '#core/checks/check.ts'
import type { Moment, Reason } from '../contract.ts'

export const SOURCES = '/backup-sources'

export const KINDS = ['pg-dump', 'pg-basebackup', 'pgbackrest', 'mariadb-dump', 'files'] as const
export type Kind = (typeof KINDS)[number]

export const PHASES = ['queued', 'look', 'fetch', 'restore', 'start', 'compare', 'queries', 'destroy'] as const
export type Phase = (typeof PHASES)[number]

export interface DrillRow {
  id: string
  setName: string | null
  state: 'queued' | 'running' | 'ended'
  phase: Phase | 'ended'
  requestedAt: Moment
  requestedBy: string
  startedAt: Moment | null
  endedAt: Moment | null
  recoveryTimeMs: number | null
  dataAgeMs: number | null
  usability: ProbeVerdict | null
  reasons: Reason[]
  tables: { compared: number; equal: number; moving: number; rows: number } | null
  queries: { name: string; expected: string; got: string; isMet: boolean }[] | null
  server: string | null
  isIsolated: boolean | null
}

export interface SetRow {
  name: string
  kind: 'full' | 'incremental'
  parent: string | null
  startedAt: Moment
  sizeBytes: number
  tableCount: number
  offsite: 'not-declared' | 'equal' | 'missing' | 'differs' | 'unreachable'
  verdict: ProbeVerdict
  reasons: Reason[]
  isGone: boolean
}

export type PlaceValues = Record<string, string | number>

export interface SourceRow {
  id: string
  name: string
  system: { id: string; name: string }
  node: { id: string; name: string }
  kind: Kind
  where: string
  offsiteWhere: string | null
  isEnabled: boolean
  checkedAt: Moment | null
  completeness: ProbeVerdict | null
  completenessReasons: Reason[]
  usability: ProbeVerdict
  usabilityReasons: Reason[]
  drill: DrillRow | null
  settings: {
    place: PlaceValues
    offsite: PlaceValues | null
    stanza: string
    plan: {
      fullMaxAgeMs: number
      incrementalMaxAgeMs: number | null
      graceMs: number
      sizeBandPercent: number
      movingTables: string[]
      recoveryTimeTargetMs: number
      recoveryPointTargetMs: number
    }
    queries: { name: string; sql: string; expect: { kind: 'equals' | 'at-least'; value: string } }[]
    extensions: string[]
    roles: string[]
    drillEveryMs: number
    hasManifestKey: boolean
    hasPassphrase: boolean
  }
}

export const isUnderWay = (drill: DrillRow | null | undefined) =>
  drill !== null && drill !== undefined && drill.state !== 'ended'
