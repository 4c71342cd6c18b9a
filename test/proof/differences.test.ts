// The short form of `npm run differences`: a third of the files, and the written list against the last whole run.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HAS_CORPORA, WITHOUT_CORPORA } from '../core/corpora/corpus.ts'
import { differences, MARKS, unexplained } from './differences.ts'
import { hasOpenssl } from './openssl.ts'

const page = readFileSync(new URL('../../docs/differences.md', import.meta.url), 'utf8')

describe.skipIf(!HAS_CORPORA || !hasOpenssl())(`OpenSSL beside us (${WITHOUT_CORPORA}, or openssl)`, () => {
  it('finds us different only where a rule says why, and nowhere laxer', async () => {
    const found = await differences((_, index) => index % 3 === 0)
    expect(unexplained(found)).toEqual([])
    expect(found.filter(({ relation }) => relation === 'agrees').length).toBeGreaterThan(80)
    const written = found.flatMap(({ because, reason }) => (reason ? [`\`${because}\``] : []))
    expect(written.filter((code) => !page.includes(code))).toEqual([])
  }, 120_000)
})

describe('docs/differences.md', () => {
  it('was generated, and leaves nothing unexplained', () => {
    expect(page).toContain(MARKS.begin)
    expect(page).toContain(MARKS.end)
    expect(page).not.toContain('UNEXPLAINED')
  })
})
