// The short form of `npm run test:fuzz -- --kind pdf`.

import { describe, expect, it } from 'vitest'
import { pdfInput, pdfSeeds, tryPdf } from './fuzz-pdf.ts'

const SEED = 20261121
const INPUTS = 1_500

describe('mutated PDF files', () => {
  it('never make the judge throw or take two seconds', async () => {
    const seeds = await pdfSeeds()
    const failures = []
    for (let input = 0; input < INPUTS; input++) failures.push(...(await tryPdf(seeds, SEED, input)))
    expect(failures).toEqual([])
  }, 120_000)

  it('are the same every time, and differ from each other', async () => {
    const seeds = (await pdfSeeds()).slice(0, 3)
    expect(pdfInput(seeds, SEED, 7)).toEqual(pdfInput(seeds, SEED, 7))
    expect(pdfInput(seeds, SEED, 7)).not.toEqual(pdfInput(seeds, SEED, 8))
  })
})
