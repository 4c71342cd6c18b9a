import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CAUSE_OF, CAUSES, causeOf } from '#core/messages/causes.ts'
import { messages } from '#core/messages/index.ts'

const CORE = new URL('../../../src/core/', import.meta.url)
/** Judges of documents live elsewhere: these look after systems and site certificates, or are the catalogues themselves. */
const NO_JUDGES =
  /^(messages|checks|calendar|bytes|acme|cmp|dns|issuance|keystores|lint|notices|persons|renewal|tables|targets)\//

const sources = readdirSync(CORE, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && !NO_JUDGES.test(file))
  .map((file) => readFileSync(new URL(file, CORE), 'utf8'))
  .join('\n')

/** What stands before each place where judges write a code. */
const written = new Map<string, string[]>()
for (const { index, 1: code = '' } of sources.matchAll(/'([a-z0-9-]+\.[a-z0-9.-]+)'/g))
  written.set(code, [...(written.get(code) ?? []), sources.slice(Math.max(0, index - 20), index)])

/** Of other things than documents: how long a verdict holds, certificate requests and replies, key stores, lints, and what of a page could not be drawn. */
const NO_REFUSAL = /^(step|ends|lint|request|keystore|reply|package|[a-z]+-drawing)\./

/** Written down by a judge as more than a note or a defect: it can refuse a document. */
function canRefuse(code: string): boolean {
  return (written.get(code) ?? []).some((before) => !/(note|defect)\(\s*$/.test(before))
}

const codes = Object.keys(messages).filter((code) => !NO_REFUSAL.test(code) && canRefuse(code))

describe('every finding that can refuse a document says what it means and what to do', () => {
  it('there are many of them', () => expect(codes.length).toBeGreaterThan(200))

  it('and none is left without a cause (add a pattern to core/messages/causes.ts for each of these)', () => {
    expect(codes.filter((code) => causeOf(code) === undefined)).toEqual([])
  })

  it.each(Object.entries(CAUSES))('%s is told in both languages', (_, { title, means, next, ask }) => {
    for (const text of [title, means, next, ask]) {
      expect(text.zh).toMatch(/[一-鿿]/)
      expect(text.en).toMatch(/[a-z]/)
      expect(text.zh + text.en).not.toMatch(/[{}]/)
    }
  })

  it('every cause is used, and every pattern names one', () => {
    const used = new Set(CAUSE_OF.map(([, cause]) => cause))
    expect([...used].sort()).toEqual(Object.keys(CAUSES).sort())
  })

  it.each([
    ['cms.message-digest', 'changed'],
    ['pdf.later-page-changed', 'changed-later'],
    ['pdf.range-gap-not-contents', 'deceptive'],
    ['cms.signature', 'signature-wrong'],
    ['cms.content-missing', 'content-missing'],
    ['revocation.revoked', 'revoked'],
    ['revocation.not-checked', 'revocation-missing'],
    ['path.certificate-expired', 'expired'],
    ['path.anchor-unknown', 'not-trusted'],
    ['path.issuer-not-found', 'chain-missing'],
    ['tsp.imprint', 'timestamp'],
    ['seals.data-hash', 'changed'],
    ['seals.signer-not-listed', 'seal-unauthorised'],
    ['verification.level-too-low', 'policy'],
    ['verification.format-unknown', 'not-signed'],
    ['algorithm.weak', 'weak-algorithm'],
  ])('%s is told as %s', (code, cause) => expect(causeOf(code)).toBe(cause))
})
