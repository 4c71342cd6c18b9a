// The short form of `npm run test:fuzz -- --kind keystores`.

import { describe, expect, it } from 'vitest'
import { nodeInflate } from '#adapters/crypto/inflate.node.ts'
import { nodeKeystoreCiphers } from '#adapters/keystores/ciphers.node.ts'
import { readContents } from '#core/keystores/read.ts'
import { keystoreInput, readKeystoreSeeds, SEED_PASSWORD, tryKeystore } from './fuzz-keystores.ts'

const INPUTS = 1000

describe('mutated containers', () => {
  const seeds = readKeystoreSeeds()

  it('start from seeds that open, each for itself', () => {
    for (const seed of seeds) {
      const contents = readContents([seed], [SEED_PASSWORD], { ciphers: nodeKeystoreCiphers, inflate: nodeInflate })
      const { certificates, keys, requests, envelopes, refused } = contents
      const found = certificates.length + keys.length + requests.length + envelopes.length
      expect([seed.name, found > 0, refused]).toEqual([seed.name, true, []])
    }
  })

  it('end in what was found or in why not, never in an error', () => {
    const failures = []
    for (let input = 0; input < INPUTS; input++) failures.push(...tryKeystore(seeds, 1, input))
    expect(failures).toEqual([])
  }, 240_000)

  it('are the same again for the same number, and others for other numbers', () => {
    const made = (input: number) => Buffer.from(keystoreInput(seeds, 1, input).bytes).toString('hex')
    expect(made(3)).toBe(made(3))
    expect(new Set(Array.from({ length: 30 }, (_, input) => made(input))).size).toBeGreaterThan(20)
  })
})
