// The short form of `npm run test:robustness`: every seventh file, a few changes each, and some of them through the killable threads.

import { afterAll, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { HAS_CORPORA, WITHOUT_CORPORA } from '../core/corpora/corpus.ts'
import { changesOf, robustnessCases, type Trial, tryCase } from './robustness.ts'

const problemsOf = (trials: readonly Trial[]) => trials.filter(({ problem }) => problem !== undefined)

describe.skipIf(!HAS_CORPORA)(`damaged files of the corpora (${WITHOUT_CORPORA})`, () => {
  const pool = createVerifierPool({ maxWorkers: 1 })
  afterAll(() => pool.close())
  const every = (step: number) => robustnessCases().filter((_, index) => index % step === 0)

  it('get a report in time, and are accepted only where nobody signed what was changed', async () => {
    const trials: Trial[] = []
    for (const one of every(7)) trials.push(...(await tryCase(one, { cuts: 3, flips: 10 })))
    expect(problemsOf(trials)).toEqual([])
    expect(trials.length).toBeGreaterThan(900)
    expect(trials.filter(({ verdict }) => verdict === 'INVALID').length).toBeGreaterThan(trials.length / 3)
  }, 60_000)

  it('get the same reports from the killable threads', async () => {
    const trials: Trial[] = []
    // The start of a thread is not part of any report's time.
    for (const one of every(10_000)) await tryCase(one, { cuts: 1, flips: 0 }, (r) => pool.verify(r))
    for (const one of every(60)) trials.push(...(await tryCase(one, { cuts: 2, flips: 4 }, (r) => pool.verify(r))))
    expect(problemsOf(trials)).toEqual([])
    expect(trials.length).toBeGreaterThan(40)
  }, 60_000)
})

describe('the changes made to a file', () => {
  it('are the same every time, as many as promised, and spread over the whole file', () => {
    const changes = changesOf('some/file.der', 1000)
    expect(changes).toEqual(changesOf('some/file.der', 1000))
    expect(changes).not.toEqual(changesOf('another/file.der', 1000))
    const flips = changes.filter(({ kind }) => kind === 'flip').map(({ at }) => at)
    expect([changes.length - flips.length, flips.length]).toEqual([20, 50])
    expect(Math.min(...flips)).toBeLessThan(20)
    expect(Math.max(...flips)).toBeGreaterThanOrEqual(980)
  })
})
