import { describe, expect, it } from 'vitest'
import * as write from '#core/asn1/write.ts'
import { CHAIN_RULES } from '#core/lint/chain.ts'
import { lint, lintChain } from '#core/lint/lint.ts'
import { caParts, certificate, has, ISSUER, keys, NOW, name, type Parts, siteExtensions } from './maker.ts'

const ROOT = name(['countryName', 'CN'], ['organizationName', 'CA'], ['commonName', 'Root'])
const OTHER_ROOT = name(['countryName', 'CN'], ['organizationName', 'Other'], ['commonName', 'Other root'])

const leaf = certificate({ extensions: siteExtensions(has.authorityKey(1, 2, 3)) })
const intermediate = certificate(caParts(has.subjectKey(1, 2, 3)))
const root = certificate({
  subject: ROOT,
  issuer: ROOT,
  extensions: [has.ca(), has.usage(5, 6), has.subjectKey(9, 9, 9)],
  notAfter: write.time(NOW + 3650 * 86_400_000),
})
/** The same authority and key under another root. */
const cross = certificate({ ...caParts(has.subjectKey(1, 2, 3)), issuer: OTHER_ROOT })
const stranger = certificate({ ...caParts(has.subjectKey(7)), subject: OTHER_ROOT, issuer: OTHER_ROOT })

function found(...certificates: Uint8Array[]): string[] {
  const report = lintChain(certificates, { audience: 'public', at: NOW })
  if (!report.ok) throw new Error(report.error.code)
  return report.value.findings.map(({ code }) => code.replace('lint.', ''))
}

describe('a chain as a server should send it has no findings', () => {
  it('leaf and intermediate', () => expect(found(leaf, intermediate)).toEqual([]))
  it('nothing at all', () => expect(found()).toEqual([]))
})

describe('what is wrong with a chain is told by name', () => {
  it.each([
    ['the leaf alone', [leaf], ['chain-incomplete']],
    ['the root sent along', [leaf, intermediate, root], ['chain-superfluous-root']],
    ['the root in the middle', [leaf, root, intermediate], ['chain-order', 'chain-superfluous-root']],
    ['the intermediate first', [intermediate, leaf], ['chain-leaf-not-first', 'chain-stranger']],
    ['a certificate twice', [leaf, intermediate, intermediate], ['chain-repeated']],
    ['a second way up', [leaf, intermediate, cross], ['chain-cross-signed']],
    ['a certificate of nobody here', [leaf, intermediate, stranger], ['chain-stranger']],
  ])('%s', (_, chain, codes) => expect(found(...chain).sort()).toEqual(codes))

  it('an issuer that ends first', () => {
    const longer = certificate({ notAfter: write.time(NOW + 199 * 86_400_000) })
    const short = certificate({ ...caParts(has.subjectKey(1, 2, 3)), notAfter: write.time(NOW + 86_400_000) })
    expect(found(longer, short)).toEqual(['chain-issuer-expires-first'])
    expect(found(longer, certificate({ ...caParts(), notAfter: write.time(NOW + 400 * 86_400_000) }))).toEqual([])
  })

  it('an intermediate whose key identifier is not the one the leaf names', () => {
    const another = certificate(caParts(has.subjectKey(4, 5, 6)))
    expect(found(leaf, another)).toEqual(['chain-incomplete', 'chain-stranger'])
  })
})

describe('the two certificates of an SM2 pair', () => {
  const pairKeys = { signing: keys.sm2, encryption: keys.sm2.with(-1, (keys.sm2.at(-1) ?? 0) ^ 1) }
  const of = (usage: number[], key: Uint8Array, parts: Parts = {}) =>
    certificate({ issuer: ISSUER, extensions: siteExtensions(has.usage(...usage)), key, ...parts })
  const signing = of([0, 1], pairKeys.signing)

  it.each<[string, Parts, number[], Uint8Array, string[]]>([
    ['belong together', {}, [2, 3, 4], pairKeys.encryption, []],
    ['share one key', {}, [2, 3, 4], pairKeys.signing, ['pair-same-key']],
    [
      'name different subjects',
      { subject: name(['commonName', 'b']) },
      [2],
      pairKeys.encryption,
      ['pair-subject-differs'],
    ],
    ['have different validity', { notAfter: write.time(NOW) }, [2], pairKeys.encryption, ['pair-validity-differs']],
  ])('%s', (_, parts, usage, key, codes) => {
    expect(found(signing, of(usage, key, parts), intermediate)).toEqual(codes)
  })

  it('come from one issuer', () => {
    const codes = found(signing, of([2], pairKeys.encryption, { issuer: OTHER_ROOT }), intermediate)
    expect(codes).toEqual(['pair-issuer-differs'])
  })

  it('are not looked for among RSA certificates', () => {
    expect(found(leaf, certificate({ extensions: siteExtensions(has.usage(2)) }), intermediate)).toEqual([
      'chain-stranger',
    ])
  })
})

describe('what cannot be read', () => {
  it('is named with its place in the chain', () => {
    const report = lintChain([leaf, Uint8Array.of(0x30, 1)], { audience: 'public', at: NOW })
    expect(report).toMatchObject({ ok: false, error: { index: 1 } })
  })

  it('is a typed error for every one of five hundred mutations, and never an exception', () => {
    let seed = 7
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    let unreadable = 0
    for (let i = 0; i < 500; i++) {
      const changed = leaf.slice()
      for (let k = next(4); k >= 0; k--) changed[next(changed.length)] = next(256)
      const report = lint({ kind: 'certificate', bytes: changed }, { audience: 'public', at: NOW })
      if (!report.ok) unreadable++
    }
    expect(unreadable).toBeGreaterThan(20)
    expect(unreadable).toBeLessThan(450)
  })
})

it('every rule about chains is told by some case here', () => {
  const told = [
    ...found(leaf),
    ...found(leaf, root, intermediate),
    ...found(intermediate, leaf),
    ...found(leaf, intermediate, intermediate),
    ...found(leaf, intermediate, cross),
  ]
  const chain = CHAIN_RULES.map(({ id }) => id.replace('lint.', '')).filter((id) => id.startsWith('chain-'))
  expect(chain.filter((id) => !told.includes(id))).toEqual(['chain-issuer-expires-first'])
})
