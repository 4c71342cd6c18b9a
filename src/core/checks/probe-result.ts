// What a probe returns (inspection P1–P17): verdict, reasons, what was measured against which thresholds, and the raw evidence.

import type { Instant } from '../verdict.ts'
import type { ProbeVerdict, Reason } from './check.ts'

export const PROBE_KINDS = [
  'tls',
  'tcp',
  'http',
  'ocsp',
  'crl',
  'tsa',
  'seal',
  'signing',
  'authentication',
  'ra',
  'postgresql',
  'disk',
] as const

export type ProbeKind = (typeof PROBE_KINDS)[number]

/** Inspection layers of the tender: 网络层, 操作系统, 发布应用层, 数据库, 备份. */
export type Layer = 'network' | 'os' | 'application' | 'database' | 'backup'

export interface ProbeRequest {
  kind: ProbeKind
  /** What to ask: `host:port`, a URL, a path. */
  target: string
  /** Settings of the kind (server name, canary serials, anchors, thresholds); validated by the probe itself. */
  settings?: Readonly<Record<string, unknown>>
  timeoutMs?: number
  /** A failure counts only when so many tries in a row fail. Default 1. */
  confirmTries?: number
}

/** Raw bytes a judgement rests on. At most 64 KiB are kept; a longer one keeps its head, its size and its digest. */
export interface Evidence {
  name: string
  mediaType: string
  size: number
  sha256: string
  base64: string
  truncated: boolean
}

export interface ProbeResult {
  kind: ProbeKind
  target: string
  /** The worst of `reasons`; `pass` when there is none. */
  verdict: ProbeVerdict
  reasons: Reason[]
  /** Names carry their unit: `daysLeft`, `driftMs`. */
  measured: Readonly<Record<string, string | number | boolean | null>>
  thresholds: Readonly<Record<string, string | number>>
  evidence: Evidence[]
  startedAt: Instant
  durationMs: number
  /** dns, tcp, tls, app, verify: as far as the probe came. */
  phasesMs: Readonly<Record<string, number>>
  /** Probe id and version, e.g. `tls/1`. */
  probe: string
  /** Which prober asked, where there are several. */
  instance?: string
}
