// The outside world as verbs see it. Implemented in adapters, chosen in main.*; a port that a runtime cannot offer says so by `unavailable`.

import type { ProbeRequest, ProbeResult } from '#core/checks/probe-result.ts'
import type { Primitives } from '#core/primitives.ts'

export interface Prober {
  /** Never rejects: what cannot be judged is a result with verdict `unknown` or `fail` and its reason. */
  run(request: ProbeRequest): Promise<ProbeResult>
}

export interface Ports {
  primitives: Primitives
  prober: Prober
}
