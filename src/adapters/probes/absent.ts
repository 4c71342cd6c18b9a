// The prober of a runtime without sockets of its own: it judges nothing and says so, which is `unknown` and never `fail`.

import type { Instant } from '#core/verdict.ts'
import type { Prober } from '#src/ports.ts'

export function absentProber(now: () => Instant): Prober {
  return {
    run: async ({ kind, target }) => ({
      kind,
      target,
      verdict: 'unknown',
      reasons: [{ code: 'app.probe-absent', verdict: 'unknown', citation: '', params: { kind } }],
      measured: {},
      thresholds: {},
      evidence: [],
      startedAt: now(),
      durationMs: 0,
      phasesMs: {},
      probe: 'absent/1',
    }),
  }
}
