// Today, rounds and the backups they look at.

import type { ProbeVerdict } from '#core/checks/check.ts'
import type { Layer } from '#core/checks/probe-result.ts'
import type { BothTexts } from '../language/index.ts'
import type { CertificateRow } from './certificates.ts'
import type { Moment, Reason } from './common.ts'

export type Conclusion = 'normal' | 'warning' | 'abnormal' | 'unchecked' | 'not-applicable'

export type RoundCounts = Record<Conclusion, number>

export interface RoundSummary {
  id: string
  plan: string
  date: string
  slot: string
  title: BothTexts
  state: string
  isCounted: boolean
  plannedAt: Moment
  windowEnd: Moment
  startedAt: Moment | null
  signedAt: Moment | null
  progress: { done: number; total: number }
  counts: RoundCounts
}

export interface OpenFinding {
  id: string
  systemId: string
  system: string
  node: string
  title: BothTexts
  reason: Reason
  verdict: ProbeVerdict
  firstSeen: Moment
  lastSeen: Moment
}

export interface Today {
  date: string
  rounds: RoundSummary[]
  findings: { open: number; items: OpenFinding[] }
  expiring: CertificateRow[]
  completion: { planned: number; onTime: number }
}

export interface RoundDetail extends RoundSummary {
  opensAt: Moment
  missedAfter: Moment | null
  inspectorName: string | null
  reviewerName: string | null
  reviewedAt: Moment | null
  digest: string | null
  message: string | null
  makesUpFor: string | null
  reason: string | null
  /** Once it is closed. */
  archive: { seq: number; hash: string; sm3: string; archivedAt: Moment } | null
  /** Who signed by certificate, and not by account alone. */
  byCertificate: ('inspector' | 'reviewer')[]
  /** Layer by layer, the worst conclusion of each system; null while something is still to be checked. */
  matrix: { systemId: string; system: string; layers: Partial<Record<Layer, Conclusion | null>> }[]
}

export interface RoundItem {
  id: number
  number: number
  systemId: string
  system: string
  node: string
  layer: Layer
  kind: string
  title: BothTexts
  target: string
  mustMeasure: boolean
  conclusion: Conclusion | null
  text: string | null
  measured: Record<string, string | number | boolean | null>
  reasons: Reason[]
  resultId: string | null
  recordedAt: Moment | null
  recordedBy: string | null
  photos: RoundPhoto[]
}

export interface RoundPhoto {
  sha256: string
  name: string
  mediaType: string
  bytes: number
}

/** 完成性 (completeness) and 可用性 (usability, proven by a drill) are two verdicts and never one. */
export interface BackupRow {
  id: string
  state: string
  startedAt: Moment
  endedAt: Moment | null
  sizeBytes: number | null
  completeness: ProbeVerdict | null
  completenessReasons: Reason[]
  drill: {
    state: string
    startedAt: Moment
    usability: ProbeVerdict | null
    reasons: Reason[]
    recoveryTimeMs: number | null
  } | null
}
