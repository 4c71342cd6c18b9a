// The short form of `npm run test:fuzz`: enough to notice a reader that throws, not enough to prove that none does.

import { describe, expect, it } from 'vitest'
import { fromHex } from '#core/bytes/hex.ts'
import { inputOf, readSeeds, tryInput } from './fuzz.ts'
import { mutate } from './mutate.ts'
import { randomFrom } from './random.ts'

const INPUTS = 20_000
const SEED = 1

describe('mutated inputs', () => {
  it('end every parser and every judge with a value, never with an error, within a second', async () => {
    const seeds = readSeeds()
    expect(seeds.files.length).toBeGreaterThan(150)
    const failures = []
    for (let input = 0; input < INPUTS; input++) failures.push(...(await tryInput(seeds, SEED, input)))
    expect(failures).toEqual([])
  }, 120_000)

  it('are the same again for the same seed and number, and others for other numbers', () => {
    const seeds = readSeeds()
    const made = (input: number) => Buffer.from(inputOf(seeds, SEED, input).bytes).toString('hex')
    expect(made(17)).toBe(made(17))
    expect(new Set([1, 2, 3, 4, 5].map(made)).size).toBe(5)
  })

  it('differ from the seed in nearly every case, so that something is tried', () => {
    const seed = fromHex('300c02010104030a0b0c0c02e4bd') ?? new Uint8Array()
    const made = Array.from({ length: 500 }, (_, input) =>
      Buffer.from(mutate(seed, randomFrom(9, input))).toString('hex'),
    )
    expect(new Set(made).size).toBeGreaterThan(300)
  })
})
