import { describe, expect, it } from 'vitest'
import { requestInput, requestSeeds, tryRequest } from './fuzz-requests.ts'

const INPUTS = 10_000
const SEED = 1

describe('ten thousand mutated certification requests', () => {
  it('each end as a request or as a typed error with its offset, within a second', async () => {
    const seeds = await requestSeeds()
    const ends = { read: 0, refused: 0, intact: 0 }
    const failures = []
    for (let input = 0; input < INPUTS; input++) failures.push(...(await tryRequest(seeds, SEED, input, ends)))
    expect(failures).toEqual([])
    expect(ends.read + ends.refused).toBe(INPUTS)
    // Both ways are tried, and what still verifies was changed outside of what is signed (armour, bytes behind it).
    expect(Math.min(ends.read, ends.refused)).toBeGreaterThan(500)
    expect(ends.intact).toBeLessThan(ends.read / 2)
  }, 120_000)

  it('are the same for the same seeds and number', async () => {
    const seeds = await requestSeeds()
    expect(requestInput(seeds, SEED, 7)).toEqual(requestInput(seeds, SEED, 7))
  })
})
