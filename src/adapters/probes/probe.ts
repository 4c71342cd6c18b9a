// What every probe is given and what it must be.

import type { ProbeRequest } from '#core/checks/probe-result.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import type { Egress } from '../egress/egress.ts'
import type { Recorder } from './recorder.ts'

export interface ProbeDeps {
  egress: Egress
  primitives: Primitives
  now(): Instant
  monotonicMs(): number
  /** Waits between two tries. */
  pause(ms: number): Promise<void>
  /** Name of this prober in its results. */
  instance?: string
  /** Offset of our own clock in milliseconds (ours minus true); `undefined` when nobody measured it. */
  clockOffsetMs?(): number | undefined
  /** Signs with a canary's key held by the key port. */
  sign?(keyId: string, message: Uint8Array): Promise<Uint8Array>
}

export interface Task extends ProbeRequest {
  settings: Readonly<Record<string, unknown>>
  /** Of one exchange. */
  timeoutMs: number
}

/** One probe kind. It may throw `EgressError` or a settings error: the runner turns both into reasons. */
export interface Probe {
  /** e.g. `tls/1`: changes when what is measured changes. */
  id: string
  /** Limit of the whole probe in exchanges: `timeoutMs` times this. */
  exchanges: number
  run(task: Task, recorder: Recorder, deps: ProbeDeps): Promise<void>
}
