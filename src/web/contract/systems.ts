// The systems of the estate, their nodes and what was measured on them.

import type { ProbeVerdict } from '#core/checks/check.ts'
import type { Layer, ProbeKind } from '#core/checks/probe-result.ts'
import type { BothTexts } from '../language/index.ts'
import type { Moment, Reason } from './common.ts'

export interface SystemRow {
  id: string
  name: string
  group: string
  environment: string
  owner?: string
  contractItem?: string
  nodes: number
  verdict: ProbeVerdict | null
  lastCheckedAt: Moment | null
}

export interface CheckRow {
  id: string
  title: BothTexts
  kind: ProbeKind | 'manual'
  layer: Layer
  target: string
  enabled: boolean
  latest?: { verdict: ProbeVerdict; at: Moment; reasons: Reason[]; resultId?: string } | null
}

/** What an import would do, or has done. */
export interface ImportOutcome {
  accepted: number
  systems: number
  isSaved: boolean
  refused: { row: number; column: string; code: string; text: string }[]
}

export interface NodeRow {
  id: string
  name: string
  role?: string
  form?: string
  os?: string
  address?: string
  warrantyUntil?: string | null
  endOfLife?: { name: string; since: string } | null
  riskAcceptance?: string | null
  /** The laboratory service that stands in for this node. */
  standIn?: string | null
  /** Id of the node everything on its way here passes. */
  behind?: string | null
  checks: CheckRow[]
}

export interface SystemDetail extends Omit<SystemRow, 'nodes' | 'verdict' | 'lastCheckedAt'> {
  nodes: NodeRow[]
}

export interface ProbeResultRow {
  id: string
  checkId: string
  checkTitle: BothTexts
  kind: ProbeKind
  layer: Layer
  verdict: ProbeVerdict
  reasons: Reason[]
  measured: Record<string, string | number | boolean | null>
  startedAt: Moment
  durationMs: number
}

export interface EvidenceItem {
  name: string
  mediaType: string
  size: number
  sha256: string
  base64: string
  truncated: boolean
}

export interface ProbeResultDetail extends Omit<ProbeResultRow, 'checkId' | 'checkTitle' | 'layer'> {
  checkId: string | null
  target: string
  thresholds: Record<string, string | number>
  phasesMs: Record<string, number>
  evidence: EvidenceItem[]
  probe?: string
}
