// The short form of `npm run test:fuzz -- --documents`.

import { expect, it } from 'vitest'
import { documentOf, readDocumentSeeds, tryDocument } from './signed-text-and-containers.ts'

const INPUTS = 300
const SEED = 3

it('mutated JWS and signed containers end in a report, never in an error, within two seconds', async () => {
  const seeds = await readDocumentSeeds()
  expect(seeds.jws.length + seeds.containers.length).toBeGreaterThan(3)
  const failures: string[] = []
  for (let input = 0; input < INPUTS; input++) {
    const what = await tryDocument(seeds, SEED, input)
    if (what) failures.push(`${input}: ${what}`)
  }
  expect(failures).toEqual([])
  const different = new Set(
    Array.from({ length: 100 }, (_, input) => Buffer.from(documentOf(seeds, SEED, input).bytes).toString('hex')),
  )
  // Signatures are made anew each time, and so is where a mutation falls: a few come out alike.
  expect(different.size).toBeGreaterThan(75)
}, 120_000)
