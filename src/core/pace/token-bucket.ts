// How much of something costly may be asked for: a bucket of tokens that refills evenly, kept as the
// moment at which it is full (house rule). Pure: the moment is an argument.

import type { Instant } from '../verdict.ts'

export interface Pace {
  /** So many at once, after a rest. */
  burst: number
  /** One more after each so many milliseconds. A whole number: counts are exact. */
  everyMs: number
}

/** When the bucket will be full again. */
export type FullAt = Instant

/**
 * Takes one. `waitMs` is 0 when there was one; otherwise nothing was taken, and so long it takes until there is.
 * A clock that was set back fills nothing, and keeps nobody waiting longer than an empty bucket takes to fill.
 */
export function takeToken(
  bucket: FullAt | undefined,
  { burst, everyMs }: Pace,
  now: Instant,
): { bucket: FullAt; waitMs: number } {
  const fullAt = Math.min(Math.max(bucket ?? now, now), now + burst * everyMs)
  const waitMs = fullAt + everyMs - burst * everyMs - now
  return waitMs > 0 ? { bucket: bucket ?? fullAt, waitMs } : { bucket: fullAt + everyMs, waitMs: 0 }
}
