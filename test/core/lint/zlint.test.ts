import { describe, expect, it } from 'vitest'
import { comparison, corpusFiles, corpusSubject, explanationOf, hasCorpus, RULES } from './zlint.ts'

describe.skipIf(!hasCorpus)(
  "agreement with zlint's own test material (skipped where ../shared is absent)",
  async () => {
    const compared = hasCorpus ? await comparison() : []
    const lints = new Set(compared.map(({ lint }) => lint))

    it('is looked at on a large part of it', () => {
      const agreeing = compared.filter(({ agrees }) => agrees).length
      const exact = compared.filter(({ ours, expected }) => ours === expected).length
      console.log(`zlint: ${lints.size} lints, ${agreeing} of ${compared.length} agree, ${exact} to the letter`)
      expect(lints.size).toBeGreaterThanOrEqual(270)
      expect(compared.length).toBeGreaterThanOrEqual(700)
    })

    it('is whole, except where each difference is explained', () => {
      const different = compared.filter((triple) => !triple.agrees && !explanationOf(triple))
      expect(different).toEqual([])
    })

    it('explains no difference that does not exist', () => {
      expect(compared.filter((triple) => triple.agrees && explanationOf(triple))).toEqual([])
    })

    it('is claimed only for lints the material knows', () => {
      expect(RULES.flatMap(({ zlint }) => zlint).filter((name) => !lints.has(name))).toEqual([])
    })

    it('every certificate of it can be described, however broken', async () => {
      const unread: string[] = []
      for (const file of corpusFiles()) if (!(await corpusSubject(file))) unread.push(file)
      expect(unread).toEqual([])
      expect(corpusFiles().length).toBeGreaterThan(700)
    })
  },
)
