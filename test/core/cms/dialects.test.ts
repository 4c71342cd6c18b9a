import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { readSm2Signature, writeRawSm2Signature } from '#core/gm/sm2.ts'
import { certificate, privateKey } from '../../fixtures/built.ts'
import { CONTENT, harm, trustIn } from '../../support/judged.ts'

// Every row of the table of SM2 dialects in the field (A to D), each with its refused twin.
const user = certificate('sm2', 'user-sign')
const other = new TextEncoder().encode('别的内容')
const sm3 = (octets: Uint8Array) => new Uint8Array(createHash('sm3').update(octets).digest())

interface Made {
  outer: string
  inner: string
  /** What the message holds. */
  content: Uint8Array
  isDetached?: boolean
  hasAttributes: boolean
  signatureOid: string
  sm2Id?: Uint8Array | null
  sign?: (message: Uint8Array) => Promise<Uint8Array>
}

const STANDARD: Made = {
  outer: OID.gmSignedData,
  inner: OID.gmData,
  content: CONTENT,
  hasAttributes: false,
  signatureOid: OID.sm2Sign,
}

async function make(changes: Partial<Made>): Promise<Uint8Array> {
  const {
    outer,
    inner,
    content,
    isDetached = false,
    hasAttributes,
    signatureOid,
    sm2Id,
    sign,
  } = { ...STANDARD, ...changes }
  const signer = openSigner(privateKey('sm2', 'user-sign'), sm2Id === undefined ? {} : { sm2Id })
  const attributes = hasAttributes && signedAttributes({ content, contentType: inner, digest: 'sm3' as const })
  return makeSignedData({
    content,
    contentType: inner,
    outerType: outer,
    isDetached,
    signers: [{ signer: sign ? { ...signer, sign } : signer, certificate: user, attributes, signatureOid }],
    certificates: [user],
  })
}

const judged = (file: Uint8Array, content?: Uint8Array) =>
  judgeCms({ file, trust: trustIn('sm2'), ...(content && { content }) }, nodePrimitives)

describe('SM2 messages as the field makes them', () => {
  const rows: [string, string, Partial<Made>][] = [
    ['A, the standard', 'gmt0010-direct', {}],
    ['A with the long signature identifier', 'gmt0010-direct', { signatureOid: OID.sm2WithSm3 }],
    ['A with the bare key identifier', 'gmt0010-direct', { signatureOid: OID.sm2 }],
    ['B, attributes over plain data', 'gmt0010-attributes', { hasAttributes: true }],
    ['B with the PKCS#7 identifier of data', 'gmt0010-attributes', { hasAttributes: true, inner: OID.data }],
    [
      'C, all of it PKCS#7',
      'rfc5652-sm2',
      { hasAttributes: true, outer: OID.signedData, inner: OID.data, signatureOid: OID.sm2WithSm3 },
    ],
  ]

  it.each(rows)('%s: label %s', async (_, dialect, changes) => {
    for (const isDetached of [false, true]) {
      const file = await make({ ...changes, isDetached })
      const report = await judged(file, isDetached ? CONTENT : undefined)
      expect([report.verdict, report.technical, report.dialect, harm(report)]).toEqual(['VALID', 'intact', dialect, []])
    }
  })

  it.each(rows)('%s: refused over other content', async (_, __, changes) => {
    const report = await judged(await make({ ...changes, isDetached: true }), other)
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
  })

  it.each(rows)('%s: refused by name when signed with an empty identifier or without ZA', async (_, __, changes) => {
    for (const [code, sm2Id] of [
      ['cms.sm2-empty-id', new Uint8Array()],
      ['cms.sm2-no-za', null],
    ] as const) {
      const report = await judged(await make({ ...changes, sm2Id }))
      expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'broken', [code]])
    }
  })

  it('D, what GmSSL makes, has its own label and is refused', async () => {
    const signer = openSigner(privateKey('sm2', 'user-sign'), { sm2Id: null })
    const sign = (content: Uint8Array) =>
      signer.sign(write.sequence(write.oid(OID.gmData), write.explicit(0, write.octetString(content))))
    const report = await judged(await make({ sign }))
    expect([report.verdict, report.dialect, harm(report)]).toEqual(['INVALID', 'gmssl', ['cms.gmssl-dialect']])
  })

  it('may carry r‖s in 64 bytes, and the report says so; one octet more is refused', async () => {
    const signer = openSigner(privateKey('sm2', 'user-sign'))
    const raw = async (message: Uint8Array) => {
      const pair = readSm2Signature(await signer.sign(message))
      if (!pair.ok) throw new Error(pair.error.code)
      return writeRawSm2Signature(pair.value)
    }
    const report = await judged(await make({ sign: raw }))
    const codes = report.signers[0]?.steps.flatMap((one) => one.findings.map(({ code }) => code))
    expect([report.verdict, codes?.includes('cms.sm2-raw-signature')]).toEqual(['VALID', true])
    const sign = async (message: Uint8Array) => concatBytes(await raw(message), Uint8Array.of(0))
    expect((await judged(await make({ sign }))).technical).toBe('broken')
  })

  it.each([
    ['bare', (octets: Uint8Array) => sm3(octets)],
    ['as Base64 text', (octets: Uint8Array) => new TextEncoder().encode(Buffer.from(sm3(octets)).toString('base64'))],
  ])('A may hold the digest of the document %s instead of the document', async (_, held) => {
    const report = await judged(await make({ content: held(CONTENT) }), CONTENT)
    expect([report.verdict, report.dialect]).toEqual(['VALID', 'gmt0010-direct'])
    const refused = await judged(await make({ content: held(other) }), CONTENT)
    expect([refused.verdict, harm(refused)]).toEqual(['INVALID', ['cms.content-differs']])
  })

  it('may not name a content type that is not theirs', async () => {
    const attributes = signedAttributes({ content: CONTENT, contentType: OID.tstInfo, digest: 'sm3' })
    const signer = openSigner(privateKey('sm2', 'user-sign'))
    const file = await makeSignedData({
      content: CONTENT,
      contentType: OID.gmData,
      outerType: OID.gmSignedData,
      signers: [{ signer, certificate: user, attributes, signatureOid: OID.sm2Sign }],
      certificates: [user],
    })
    expect(harm(await judged(file))).toEqual(['cms.content-type-mismatch'])
  })

  it('must not be made with the encryption certificate of the pair', async () => {
    const signer = openSigner(privateKey('sm2', 'user-enc'))
    const encryption = certificate('sm2', 'user-enc')
    const file = await makeSignedData({
      content: CONTENT,
      contentType: OID.gmData,
      outerType: OID.gmSignedData,
      signers: [{ signer, certificate: encryption, attributes: false, signatureOid: OID.sm2Sign }],
      certificates: [encryption],
    })
    const report = await judged(file)
    expect([report.verdict, report.technical, harm(report)]).toEqual([
      'INVALID',
      'intact',
      ['cms.sm2-encryption-certificate'],
    ])
  })
})
