// What discovery answers with.

import type { Moment } from '../../contract.ts'
import type { BothTexts } from '../../language/index.ts'
import type { Tone } from '../../pieces/verdict-tag.tsx'

export type ScopeKind = 'network' | 'directory'

export interface Allowance {
  id: string
  kind: ScopeKind
  scope: string
  ports: number[]
  reason: string
  createdAt: Moment
}

export interface DiscoveryRow {
  id: string
  kind: ScopeKind
  scope: string
  ports: number[]
  serverName: string
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
  total: number
  done: number
  found: number
  error: BothTexts | null
  createdAt: Moment
  startedAt: Moment | null
  finishedAt: Moment | null
}

export interface DiscoveryFinding {
  place: string
  item: number
  outcome: 'certificate' | 'locked' | 'unreadable'
  certificateId: string | null
  problem: BothTexts | null
  subject: string | null
  notAfter: Moment | null
  /** Where it stands: in a lineage, or waiting for a decision. */
  standing: 'lineage' | 'open' | 'dismissed' | 'authority' | null
  lineageId: string | null
}

export interface DiscoveryDetail extends DiscoveryRow {
  findings: DiscoveryFinding[]
}

export const STATE_TONES: Record<DiscoveryRow['state'], Tone> = {
  waiting: 'accent',
  running: 'accent',
  done: 'good',
  cancelled: 'none',
  failed: 'bad',
}

/** `443, 8443`, or `443、8443, 9000` as people write them; `undefined` where one of them is no port. */
export function portsOf(text: string): number[] | undefined {
  const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== '')
  const ports = parts.map(Number)
  return ports.every((port) => Number.isInteger(port) && port >= 1 && port <= 65_535) ? [...new Set(ports)] : undefined
}
