// A round outlives the moment it began in, so the job that runs it is given a clock instead of a time.

import type { Instant } from '#core/verdict.ts'

export interface Clock {
  now(): Instant
  /** Resolves after the duration, or at once when the signal fires. */
  pause(durationMs: number, signal?: AbortSignal): Promise<void>
}
