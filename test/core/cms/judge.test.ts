import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import {
  type AttributeValue,
  certificateBinding,
  makeSignedData,
  signedAttributes,
} from '#adapters/pkijs/signed-data.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { OID } from '#core/asn1/oids.ts'
import { octetString, oid, set } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { readSignedData } from '#core/cms/signed-data.ts'
import { readSm2Signature, writeRawSm2Signature } from '#core/gm/sm2.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import {
  CONTENT,
  harm,
  trustIn,
  type UserSignature,
  userAttributes,
  userSignature,
  userSigner,
} from '../../support/judged.ts'

const judge = (file: Uint8Array, family: Family = 'rsa', content?: Uint8Array) =>
  judgeCms({ file, trust: trustIn(family), ...(content && { content }) }, nodePrimitives)
const judgeUser = async (family: Family, order: UserSignature = {}, content?: Uint8Array) =>
  judge(await userSignature(family, order), family, content)

const other = new TextEncoder().encode('别的内容')
const replacing = (attributes: AttributeValue[], type: string, ...values: Uint8Array[]) =>
  attributes.map((one) => (one.oid === type ? { oid: type, values } : one))
const without = (attributes: AttributeValue[], type: string) => attributes.filter((one) => one.oid !== type)
const rsa = userAttributes('rsa')
const signedWith = (attributes: AttributeValue[] | false) => judgeUser('rsa', { signer: { attributes } })

describe.each(['rsa', 'ecdsa', 'sm2'] as const)('a %s signature', (family) => {
  it('is VALID when nothing is wrong with it', async () => {
    const report = await judgeUser(family)
    expect([report.verdict, report.technical, harm(report)]).toEqual(['VALID', 'intact', []])
    expect(report.times).toEqual({ claimed: REFERENCE, validation: REFERENCE })
  })

  it('is INVALID when one bit of the signature value is changed', async () => {
    const report = await judgeUser(family, { signer: { spoilSignature: true } })
    expect([report.verdict, report.technical, report.subIndication]).toEqual([
      'INVALID',
      'broken',
      'SIG_CRYPTO_FAILURE',
    ])
  })

  it('is INVALID when the detached content is another one', async () => {
    expect((await judgeUser(family, { data: { isDetached: true } }, CONTENT)).verdict).toBe('VALID')
    const report = await judgeUser(family, { data: { isDetached: true } }, other)
    expect([report.verdict, report.subIndication]).toEqual(['INVALID', 'HASH_FAILURE'])
    expect(harm(report)).toEqual(['cms.message-digest'])
  })

  it('is INDETERMINATE and digest-only when the content is not supplied', async () => {
    const report = await judgeUser(family, { data: { isDetached: true } })
    expect([report.verdict, report.technical]).toEqual(['INDETERMINATE', 'digest-only'])
    expect(report.subIndication).toBe('SIGNED_DATA_NOT_FOUND')
  })

  it('is refused when made with the encryption certificate of the pair', async () => {
    const attributes = signedAttributes({ content: CONTENT, digest: family === 'sm2' ? 'sm3' : 'sha256' })
    const report = await judgeUser(family, { label: 'user-enc', signer: { attributes } })
    expect(harm(report)).toContain(family === 'sm2' ? 'cms.sm2-encryption-certificate' : 'cms.key-usage')
    expect(report.verdict).toBe('INVALID')
  })
})

describe('signed attributes (RFC 5652 §11)', () => {
  const boundElsewhere = certificateBinding(certificate('rsa', 'tsa'), 'sha256')
  it.each([
    ['cms.content-type-mismatch', replacing(rsa, OID.contentType, oid(OID.tstInfo))],
    ['cms.content-type-missing', without(rsa, OID.contentType)],
    ['cms.message-digest-missing', without(rsa, OID.messageDigest)],
    ['cms.message-digest-malformed', replacing(rsa, OID.messageDigest, octetString(other), octetString(other))],
    ['cms.message-digest', replacing(rsa, OID.messageDigest, octetString(new Uint8Array(32)))],
    ['cms.attribute-duplicated', [...rsa, ...rsa.filter((one) => one.oid === OID.messageDigest)]],
    ['cms.signing-time-malformed', replacing(rsa, OID.signingTime, octetString(other))],
    ['cms.signing-certificate-mismatch', [...without(rsa, OID.signingCertificateV2), boundElsewhere]],
  ])('refuses %s', async (code, attributes) => {
    const report = await signedWith(attributes)
    expect(harm(report)).toContain(code)
    expect(report.verdict).toBe('INVALID')
  })

  it('may lack the reference to the certificate, and the report says so', async () => {
    const report = await signedWith(without(rsa, OID.signingCertificateV2))
    expect(report.verdict).toBe('VALID')
    const codes = report.signers[0]?.steps.flatMap((step) => step.findings.map((one) => one.code))
    expect(codes).toContain('cms.signing-certificate-absent')
  })

  it('may be absent for plain data, and must not be for anything else', async () => {
    expect((await signedWith(false)).verdict).toBe('VALID')
    const report = await judgeUser('rsa', { signer: { attributes: false }, data: { contentType: OID.tstInfo } })
    expect(harm(report)).toEqual(['cms.attributes-missing'])
  })

  it('cannot be replayed as content (EUF-CMA)', async () => {
    const read = readSignedData(await userSignature('rsa'))
    const info = read.ok ? read.value.signerInfos[0] : undefined
    const content = set(...(info?.signedAttributes?.attributes.map((one) => one.raw) ?? []))
    const signature = info?.signature ?? new Uint8Array()
    const replayer = { algorithm: 'rsa-sha256' as const, spki: new Uint8Array(), sign: async () => signature }
    const file = await makeSignedData({
      content,
      signers: [{ signer: replayer, certificate: certificate('rsa', 'user-sign'), attributes: false }],
      certificates: [certificate('rsa', 'user-sign')],
    })
    const report = await judge(file)
    expect([report.technical, harm(report)]).toEqual(['intact', ['cms.content-is-attributes']])
    expect(report.verdict).toBe('INVALID')
  })
})

describe('the whole message', () => {
  it('must not be followed by anything', async () => {
    const report = await judge(concatBytes(await userSignature('rsa'), Uint8Array.of(0)))
    expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'intact', ['cms.trailing-bytes']])
  })

  it('is as good as its worst signer', async () => {
    const bad = userSigner('rsa', { signer: { spoilSignature: true } })
    const report = await judgeUser('rsa', { data: { signers: [userSigner('rsa'), bad] } })
    expect(report.signers.map((signer) => signer.verdict).sort()).toEqual(['INVALID', 'VALID'])
    expect(report.verdict).toBe('INVALID')
  })

  it('without signers is not signed', async () => {
    const report = await judgeUser('rsa', { data: { signers: [] } })
    expect([report.verdict, report.technical]).toEqual(['INDETERMINATE', 'no-signature'])
  })

  it('never prefers what is inside to what the caller says was signed', async () => {
    expect((await judgeUser('rsa', {}, CONTENT)).verdict).toBe('VALID')
    const report = await judgeUser('rsa', {}, other)
    expect([report.verdict, harm(report)]).toEqual(['INVALID', ['cms.content-differs']])
  })

  it('without the certificate of its signer is INDETERMINATE', async () => {
    const report = await judgeUser('rsa', { data: { certificates: [] } })
    expect([report.verdict, report.subIndication]).toEqual(['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND'])
  })

  it('that cannot be read says where, and never throws', async () => {
    const file = await userSignature('rsa')
    for (const length of [0, 1, 2, 20, 100, file.length - 1]) {
      const report = await judge(file.subarray(0, length))
      expect([report.verdict, report.technical]).toEqual(['INVALID', 'unreadable'])
      expect(report.subIndication).toBe('FORMAT_FAILURE')
    }
  })

  it('never becomes VALID by one flipped bit', async () => {
    const file = await userSignature('sm2')
    for (let at = 60; at < file.length; at += 41) {
      const flipped = file.slice()
      flipped[at] = (flipped[at] ?? 0) ^ 0x10
      expect((await judge(flipped, 'sm2')).verdict, `byte ${at}`).not.toBe('VALID')
    }
  })
})

describe('weak digests', () => {
  it('are refused today', async () => {
    const attributes = signedAttributes({ content: CONTENT, digest: 'sha1' })
    const signer = { digest: 'sha1' as const, attributes }
    const report = await judgeUser('rsa', { options: { algorithm: 'rsa-sha1' }, signer })
    expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'intact', ['algorithm.weak']])
  })

  it('must be the same below the attributes and in the signature', async () => {
    const attributes = signedAttributes({ content: CONTENT, digest: 'sha384' })
    const report = await judgeUser('rsa', { signer: { digest: 'sha384', attributes } })
    expect(harm(report)).toEqual(['cms.digest-mismatch'])
  })
})

describe('the dialects of SM2 signatures', () => {
  const gm = { outerType: OID.gmSignedData, contentType: OID.gmData }
  const gmAttributes = signedAttributes({ content: CONTENT, contentType: OID.gmData, digest: 'sm3' })
  const signatureOid = OID.sm2Sign

  it.each<[string, UserSignature]>([
    ['rfc5652-sm2', {}],
    ['gmt0010-attributes', { signer: { attributes: gmAttributes, signatureOid }, data: gm }],
    ['gmt0010-direct', { signer: { attributes: false, signatureOid }, data: gm }],
  ])('are labelled: %s', async (dialect, order) => {
    const report = await judgeUser('sm2', order)
    expect([report.verdict, report.dialect]).toEqual(['VALID', dialect])
  })

  it('include r‖s in 64 bytes', async () => {
    const user = userSigner('sm2', { signer: { attributes: false } })
    const sign = async (message: Uint8Array) => {
      const pair = readSm2Signature(await user.signer.sign(message))
      if (!pair.ok) throw new Error(pair.error.code)
      return writeRawSm2Signature(pair.value)
    }
    const report = await judgeUser('sm2', { data: { signers: [{ ...user, signer: { ...user.signer, sign } }] } })
    expect(report.verdict).toBe('VALID')
  })

  it.each([
    ['cms.sm2-empty-id', new Uint8Array()],
    ['cms.sm2-no-za', null],
  ])('do not include %s, which is refused by name', async (code, sm2Id) => {
    const report = await judgeUser('sm2', { options: { sm2Id } })
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
    expect(harm(report)).toContain(code)
  })

  it('do not include that of GmSSL: the whole inner structure, without ZA', async () => {
    const user = userSigner('sm2', { options: { sm2Id: null }, signer: { attributes: false, signatureOid } })
    const { length } = CONTENT
    const head = Uint8Array.from([0x30, length + 16, ...oid(OID.gmData), 0xa0, length + 2, 4, length])
    const sign = (content: Uint8Array) => user.signer.sign(concatBytes(head, content))
    const report = await judgeUser('sm2', { data: { ...gm, signers: [{ ...user, signer: { ...user.signer, sign } }] } })
    expect(harm(report)).toContain('cms.gmssl-dialect')
  })

  it('mix the two identifiers of plain data in the field: a defect, not a refusal', async () => {
    const data = { outerType: OID.gmSignedData, contentType: OID.data }
    const report = await judgeUser('sm2', { signer: { attributes: gmAttributes }, data })
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['cms.content-type-mixed']])
  })
})

describe('a timestamp inside a signature', () => {
  const stamped = (over: (signature: Uint8Array) => Uint8Array) =>
    judgeUser('rsa', {
      signer: {
        unsigned: async (signature) => {
          const hashed = await nodePrimitives.digest('sha256', over(signature))
          const token = await makeTimestampToken({
            imprint: { digest: 'sha256', hashed },
            genTime: REFERENCE - 1000,
            serial: 7,
            policy: '1.2.3.4',
            signer: openSigner(privateKey('rsa', 'tsa')),
            certificate: certificate('rsa', 'tsa'),
            certificates: [certificate('rsa', 'tsa')],
          })
          return [{ oid: OID.signatureTimeStamp, values: [token] }]
        },
      },
    })

  it('proves when the signature existed', async () => {
    const report = await stamped((signature) => signature)
    expect([report.verdict, report.times.proven]).toEqual(['VALID', REFERENCE - 1000])
  })

  it('of another signature condemns this one', async () => {
    const report = await stamped(() => other)
    expect(report.verdict).toBe('INVALID')
    expect(report.times.proven).toBeUndefined()
    expect(harm(report)).toContain('cms.timestamp-broken')
  })

  it('that is no token condemns it too', async () => {
    const unsigned = async () => [{ oid: OID.signatureTimeStamp, values: [await userSignature('rsa')] }]
    expect(harm(await judgeUser('rsa', { signer: { unsigned } }))).toContain('cms.timestamp-malformed')
  })
})
