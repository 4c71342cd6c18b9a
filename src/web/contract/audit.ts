// The audit trail and how it stands.

import type { Moment } from './common.ts'

export interface AuditRow {
  seq: number
  at: Moment
  actor: { type: string; id: string; name: string; address: string | null }
  requestId: string
  action: string
  group: AuditGroup
  object: { type: string; id: string }
  detail: Record<string, unknown>
  hash: string
}

export interface AuditVerification {
  isIntact: boolean
  rows: number
  after: number
  head: { seq: number; hash: string }
  checkpoints: number
  keys: string[]
  broken?: { seq: number; code: string }
}

export interface TrailPlace {
  name: string
  kind: 'file' | 'syslog' | 'database'
  seq: number
  behind: number
  takenAt: Moment | null
  failingSince: Moment | null
  error: string | null
}

export interface TrailStanding {
  head: { seq: number; hash: string } | null
  checkpoint: { seq: number; at: Moment; key: string } | null
  unsigned: number
  broken: { seq: number; code: string } | null
  places: TrailPlace[]
  retentionMonths: number
}

export type AuditGroup =
  | 'people'
  | 'accounts'
  | 'approvals'
  | 'keys'
  | 'certificates'
  | 'trust'
  | 'verification'
  | 'inspections'
  | 'tickets'
  | 'backups'
  | 'duties'
  | 'audit'
  | 'other'
