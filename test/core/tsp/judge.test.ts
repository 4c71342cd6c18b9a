import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { hash, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import {
  makeTimestampRefusal,
  makeTimestampResponse,
  makeTimestampToken,
  type TimestampOrder,
} from '#adapters/pkijs/timestamp-token.ts'
import { OID } from '#core/asn1/oids.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { judgeTimestamp, type TimestampRequest } from '#core/tsp/judge.ts'
import { writeTimestampQuery } from '#core/tsp/query.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, digestIn, harm, parsed, trustIn, userSignature } from '../../support/judged.ts'

const nonce = Uint8Array.of(0x5a, 1, 2, 3, 4, 5, 6, 7)
const policy = '1.2.156.112570.1.1.3'

function order(family: Family, changes: Partial<TimestampOrder> = {}, authority = 'tsa'): TimestampOrder {
  return {
    imprint: { digest: digestIn(family), hashed: hash(digestIn(family), CONTENT) },
    genTime: REFERENCE,
    serial: 41,
    policy,
    nonce,
    signer: openSigner(privateKey(family, 'tsa')),
    certificate: certificate(family, authority),
    certificates: [certificate(family, authority)],
    ...changes,
  }
}

const query = (family: Family, changes = {}) =>
  writeTimestampQuery({
    imprint: hash(digestIn(family), CONTENT),
    hash: digestIn(family),
    nonce,
    certReq: true,
    policy,
    ...changes,
  })

const judge = (file: Uint8Array, family: Family = 'rsa', asked: Partial<TimestampRequest> = { data: CONTENT }) =>
  judgeTimestamp({ file, trust: trustIn(family), ...asked }, nodePrimitives)
const judgeToken = async (changes: Partial<TimestampOrder>, authority?: string) =>
  judge(await makeTimestampToken(order('rsa', changes, authority)))

describe.each(['rsa', 'ecdsa', 'sm2'] as const)('a %s timestamp', (family) => {
  it('is VALID as a token and as a response, and proves its time', async () => {
    for (const file of [await makeTimestampToken(order(family)), await makeTimestampResponse(order(family))]) {
      const report = await judge(file, family, { data: CONTENT, query: query(family) })
      expect([report.verdict, report.technical, harm(report)]).toEqual(['VALID', 'intact', []])
      expect(report.times.proven).toBe(REFERENCE)
    }
  })

  it('is INVALID for other data, and proves nothing', async () => {
    const report = await judge(await makeTimestampToken(order(family)), family, { data: concatBytes(CONTENT, CONTENT) })
    expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'broken', ['tsp.imprint']])
    expect(report.times.proven).toBeUndefined()
  })

  it('is INVALID with a changed signature', async () => {
    const report = await judge(await makeTimestampToken(order(family, { spoilSignature: true })), family)
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
  })
})

describe('the answer fits the question (RFC 3161 §2.4.2)', () => {
  it.each([
    ['tsp.nonce', { nonce: Uint8Array.of(9) }],
    ['tsp.policy', { policy: '1.2.3' }],
    ['tsp.imprint-not-queried', { imprint: new Uint8Array(32) }],
  ])('refuses %s', async (code, changes) => {
    const report = await judge(await makeTimestampToken(order('rsa')), 'rsa', { query: query('rsa', changes) })
    expect([report.verdict, harm(report)]).toEqual(['INVALID', [code]])
  })

  it('refuses an answer without the nonce that was sent', async () => {
    const { nonce: _, ...silent } = order('rsa')
    const report = await judge(await makeTimestampToken(silent), 'rsa', { query: query('rsa') })
    expect(harm(report)).toEqual(['tsp.nonce'])
  })

  it('is INDETERMINATE without data and question, with the signature intact', async () => {
    const report = await judge(await makeTimestampToken(order('rsa')), 'rsa', {})
    expect([report.verdict, report.technical, report.subIndication]).toEqual([
      'INDETERMINATE',
      'intact',
      'SIGNED_DATA_NOT_FOUND',
    ])
  })

  it('is INVALID when the authority refused, and says why', async () => {
    const report = await judge(makeTimestampRefusal('badAlg', '算法不支持'))
    expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'no-signature', ['tsp.not-granted']])
    const [finding] = report.steps.flatMap((step) => step.findings)
    expect(finding?.params?.reasons).toContain('badAlg')
  })
})

describe('what a token must be', () => {
  it.each<[string, Partial<TimestampOrder>]>([
    ['cms.signing-certificate-mismatch', { boundTo: certificate('rsa', 'user-sign') }],
    ['tsp.time-in-future', { genTime: REFERENCE + 3_600_000 }],
    ['tsp.time-outside-certificate', { genTime: Date.UTC(2001, 0, 1) }],
    ['algorithm.weak', { imprint: { digest: 'sha1', hashed: hash('sha1', CONTENT) } }],
  ])('refuses %s', async (code, changes) => {
    const report = await judgeToken(changes)
    expect(report.verdict).toBe('INVALID')
    expect(harm(report)).toContain(code)
  })

  it('must name the certificate of its signer', async () => {
    const { imprint, genTime, serial } = order('rsa')
    const bound = await judgeToken({})
    expect(bound.verdict).toBe('VALID')
    const info = bound.info
    expect([info?.genTime, info?.policy]).toEqual([genTime, policy])
    const attributes = signedAttributes({ content: CONTENT, contentType: OID.tstInfo, digest: 'sha256' })
    expect(harm(await judgeToken({ imprint, serial, attributes }))).toContain('cms.signing-certificate-missing')
  })

  it.each([
    ['tsa-purpose-not-critical', 'tsp.eku-not-critical'],
    ['tsa-extra-purpose', 'tsp.eku-not-sole'],
  ])('refuses the authority %s', async (authority, code) => {
    const report = await judgeToken({}, authority)
    expect(report.verdict).toBe('INVALID')
    expect(harm(report)).toContain(code)
  })

  it('refuses a signature that is no timestamp', async () => {
    expect(harm(await judge(await userSignature('rsa')))).toContain('tsp.not-a-token')
  })

  it('may name its authority, by its own name only', async () => {
    const subject = (label: string) => parsed('rsa', label).subject.raw
    expect((await judgeToken({ tsaName: subject('tsa') })).verdict).toBe('VALID')
    const other = await judgeToken({ tsaName: subject('root') })
    expect([other.verdict, harm(other)]).toEqual(['VALID_WITH_DEFECTS', ['tsp.authority-name']])
  })

  it('an accuracy of years excuses no time ahead', async () => {
    const ahead = await judgeToken({ accuracy: { seconds: 100_000_000 }, genTime: REFERENCE + 2 * 3_600_000 })
    expect([ahead.verdict, harm(ahead)]).toEqual(['INVALID', ['tsp.accuracy-coarse', 'tsp.time-in-future']])
    const close = await judgeToken({ accuracy: { seconds: 60 }, genTime: REFERENCE + 330_000 })
    expect(close.verdict).toBe('VALID')
    expect((await judgeToken({ accuracy: { seconds: -1 } })).verdict).toBe('INVALID')
  })

  it('may lie in a period only, ends included', async () => {
    const file = await makeTimestampToken(order('rsa'))
    const within = (from: number, until: number) => judge(file, 'rsa', { data: CONTENT, windows: [{ from, until }] })
    expect((await within(REFERENCE, REFERENCE)).verdict).toBe('VALID')
    expect(harm(await within(REFERENCE + 1, REFERENCE + 2))).toEqual(['tsp.time-outside-window'])
  })

  it('is read under the GM outer identifier too', async () => {
    const file = await makeTimestampToken(order('sm2', { outerType: OID.gmSignedData, signatureOid: OID.sm2Sign }))
    const report = await judge(file, 'sm2')
    expect([report.verdict, report.dialect]).toEqual(['VALID', 'gmt0010-attributes'])
  })

  it('that is cut off is unreadable, never an exception', async () => {
    const file = await makeTimestampToken(order('rsa'))
    for (const length of [0, 3, 40, 200, file.length - 1]) {
      expect((await judge(file.subarray(0, length))).verdict).toBe('INVALID')
    }
  })
})
