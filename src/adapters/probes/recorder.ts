// What a probe writes down while it works, and the result that comes of it.

import { createHash } from 'node:crypto'
import { type ProbeVerdict, probeVerdict, type Reason } from '#core/checks/check.ts'
import type { Evidence, ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import type { Instant } from '#core/verdict.ts'

/** Enough for every certificate chain, token and small CRL; a longer answer keeps its head, its size and its digest. */
export const MAX_EVIDENCE_BYTES = 64 * 1024
/** A flood of answers (many nodes) must not flood the database. */
const MAX_EVIDENCE_ITEMS = 24

type Measure = string | number | boolean | null

export class Recorder {
  readonly #request: ProbeRequest
  readonly #startedAt: Instant
  readonly #monotonicMs: () => number
  readonly #startedMs: number
  readonly #reasons: Reason[] = []
  readonly #measured: Record<string, Measure> = {}
  readonly #thresholds: Record<string, string | number> = {}
  readonly #phases: Record<string, number> = {}
  readonly #evidence: Evidence[] = []

  constructor(request: ProbeRequest, startedAt: Instant, monotonicMs: () => number) {
    this.#request = request
    this.#startedAt = startedAt
    this.#monotonicMs = monotonicMs
    this.#startedMs = monotonicMs()
  }

  reasons(reasons: readonly Reason[]): void {
    this.#reasons.push(...reasons)
  }

  measure(values: Readonly<Record<string, Measure>>): void {
    Object.assign(this.#measured, values)
  }

  /** A threshold nobody set is left out. */
  thresholds(values: Readonly<Record<string, string | number | undefined>>): void {
    for (const [name, value] of Object.entries(values)) if (value !== undefined) this.#thresholds[name] = value
  }

  /** Adds to a phase: two exchanges of one probe are two times connecting. */
  phases(values: Readonly<Record<string, number>>): void {
    for (const [phase, ms] of Object.entries(values)) this.#phases[phase] = round((this.#phases[phase] ?? 0) + ms)
  }

  keep(name: string, mediaType: string, bytes: Uint8Array): void {
    if (this.#evidence.length < MAX_EVIDENCE_ITEMS) this.#evidence.push(evidenceOf(name, mediaType, bytes))
  }

  result(probe: string): ProbeResult {
    const verdict: ProbeVerdict = probeVerdict(this.#reasons)
    return {
      kind: this.#request.kind,
      target: this.#request.target,
      verdict,
      reasons: [...this.#reasons],
      measured: { ...this.#measured },
      thresholds: { ...this.#thresholds },
      evidence: [...this.#evidence],
      startedAt: this.#startedAt,
      durationMs: round(this.#monotonicMs() - this.#startedMs),
      phasesMs: { ...this.#phases },
      probe,
    }
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}

export function evidenceOf(name: string, mediaType: string, bytes: Uint8Array): Evidence {
  const kept = bytes.subarray(0, MAX_EVIDENCE_BYTES)
  return {
    name,
    mediaType,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    base64: Buffer.from(kept).toString('base64'),
    truncated: kept.length < bytes.length,
  }
}
