import { describe, expect, it } from 'vitest'
import { type FullAt, type Pace, takeToken } from '#core/pace/token-bucket.ts'

const PACE: Pace = { burst: 5, everyMs: 500 }

/** How many of `tries` at these moments were given one. */
function taken(moments: readonly number[], pace = PACE): number {
  let bucket: FullAt | undefined
  let count = 0
  for (const now of moments) {
    const { bucket: next, waitMs } = takeToken(bucket, pace, now)
    bucket = next
    if (waitMs === 0) count += 1
  }
  return count
}

describe('a bucket of tokens', () => {
  it('gives its burst at once and not one more', () => {
    expect(taken(Array.from({ length: 5 }, () => 1_000))).toBe(5)
    expect(taken(Array.from({ length: 50 }, () => 1_000))).toBe(5)
  })

  it('gives what its pace allows on the long run, however it is asked', () => {
    expect(taken(Array.from({ length: 10_001 }, (_, n) => n))).toBe(5 + 20)
    expect(taken(Array.from({ length: 101 }, (_, n) => n * 100))).toBe(5 + 20)
  })

  it('says to the millisecond how long there is none', () => {
    let bucket: FullAt | undefined
    for (let n = 0; n < 5; n += 1) bucket = takeToken(bucket, PACE, 0).bucket
    const refused = takeToken(bucket, PACE, 0)
    expect(refused.waitMs).toBe(500)
    expect(takeToken(refused.bucket, PACE, 499).waitMs).toBe(1)
    expect(takeToken(refused.bucket, PACE, 500).waitMs).toBe(0)
  })

  it('holds no more than its burst after a rest, and gains nothing from a clock set back', () => {
    expect(taken([0, ...Array.from({ length: 9 }, () => 3_600_000)])).toBe(1 + 5)
    expect(taken([...Array.from({ length: 5 }, () => 10_000), 0, 10_000, 0, 10_000])).toBe(5)
  })
})
