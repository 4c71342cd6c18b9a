// The short form of `npm run test:fuzz -- --kind pdf`.

import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { pdfInput, pdfSeeds, signedIn, TRUST, tryPdf, wronglyAccepted } from './fuzz-pdf.ts'

const SEED = 20261121
const INPUTS = 1_500

describe('mutated PDF files', () => {
  it('never make the judge throw, take two seconds or accept what nobody signed', async () => {
    const seeds = await pdfSeeds()
    const failures = []
    for (let input = 0; input < INPUTS; input++) failures.push(...(await tryPdf(seeds, SEED, input)))
    expect(failures).toEqual([])
  }, 120_000)

  it('are caught when they are accepted over octets that nobody signed', async () => {
    const seeds = (await pdfSeeds()).slice(0, 4)
    for (const seed of seeds) {
      const report = await judgePdf({ file: seed, trust: TRUST }, nodePrimitives)
      const accepted = { ...report, indication: 'TOTAL_PASSED' } as const
      expect(report.marks?.signatures.length).toBeGreaterThan(0)
      expect(wronglyAccepted(seed, accepted, signedIn(seeds))).toBeUndefined()
      const twin = seed.slice()
      twin[100] = (twin[100] ?? 0) ^ 1
      expect(wronglyAccepted(twin, accepted, signedIn(seeds))).toContain('never signed')
    }
  })

  it('stay accepted where the change is none, so that the question is asked at all', async () => {
    const seeds = (await pdfSeeds()).slice(0, 4)
    const verdicts = []
    for (let input = 0; input < 60; input++) {
      const { indication } = await judgePdf({ file: pdfInput(seeds, SEED, input), trust: TRUST }, nodePrimitives)
      verdicts.push(indication)
    }
    expect(verdicts).toContain('TOTAL_PASSED')
  })

  it('are the same every time, and differ from each other', async () => {
    const seeds = (await pdfSeeds()).slice(0, 3)
    expect(pdfInput(seeds, SEED, 7)).toEqual(pdfInput(seeds, SEED, 7))
    expect(pdfInput(seeds, SEED, 7)).not.toEqual(pdfInput(seeds, SEED, 8))
  })
})
