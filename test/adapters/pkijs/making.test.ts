import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { BitString, Sequence } from 'asn1js'
import { afterAll, describe, expect, it } from 'vitest'
import { generateKey, type KeyAlgorithm, openSigner } from '#adapters/keys/signer.ts'
import { type CertificateOrder, makeCertificate, referenceTo } from '#adapters/pkijs/certificate.ts'
import { makeCrl } from '#adapters/pkijs/crl.ts'
import { readBer } from '#adapters/pkijs/der.ts'
import * as ext from '#adapters/pkijs/extensions.ts'
import { makeOcspError, makeOcspResponse, readOcspRequest } from '#adapters/pkijs/ocsp-response.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { makeTimestampRefusal, makeTimestampResponse, readTimestampRequest } from '#adapters/pkijs/timestamp-token.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

const NOW = Date.UTC(2026, 10, 21)
const DAY = 86_400_000
const at = ['-attime', String(NOW / 1000)]

async function familyOf(algorithm: KeyAlgorithm) {
  const ca = openSigner(generateKey(algorithm))
  const leaf = openSigner(generateKey(algorithm))
  const caName = { C: 'CN', O: '上海市测试机构', CN: `${algorithm} root` }
  const root = await makeCertificate({
    subject: caName,
    issuer: caName,
    serial: 1,
    notBefore: NOW - 365 * DAY,
    notAfter: NOW + 3650 * DAY,
    publicKey: ca.spki,
    extensions: [
      ext.basicConstraints(true),
      ext.keyUsage(['keyCertSign', 'cRLSign']),
      ext.subjectKeyIdentifier(ca.spki),
    ],
    signer: ca,
  })
  const issue = (extensions: ext.ExtensionValue[], changes: Partial<CertificateOrder> = {}) =>
    makeCertificate({
      subject: { C: 'CN', O: '上海市测试机构', CN: '*.rsj.sh.gov.cn' },
      issuer: referenceTo(root).subject,
      serial: 0x7fn,
      notBefore: NOW - DAY,
      notAfter: NOW + 90 * DAY,
      publicKey: leaf.spki,
      extensions: [ext.authorityKeyIdentifier(ca.spki), ext.subjectKeyIdentifier(leaf.spki), ...extensions],
      signer: ca,
      ...changes,
    })
  return { ca, leaf, root, issue, site: await issue([ext.subjectAltName(['*.rsj.sh.gov.cn', '10.0.0.7'])]) }
}

const FAMILIES = ['rsa2048', 'p256', 'p384', 'sm2'] as const
/** Whether OpenSSL verifies the outer signature of a certificate or CRL, without reading anything else in it. */
function rawSignatureHolds(der: Uint8Array, spki: Uint8Array, digest: string, id = SM2_ID): boolean {
  const [tbs, , signature] = (readBer(der) as Sequence).valueBlock.value as [Sequence, Sequence, BitString]
  const key = workshop.putPem('PUBLIC KEY', spki)
  const files = [workshop.put(signature.valueBlock.valueHexView), workshop.put(tbs.valueBeforeDecodeView)]
  const identifier = digest === 'sm3' ? ['-sigopt', id] : []
  return workshop.run('dgst', `-${digest}`, '-verify', key, ...identifier, '-signature', ...files).status === 0
}

const distid = (algorithm: KeyAlgorithm) => (algorithm === 'sm2' ? ['-vfyopt', SM2_ID] : [])

/** A sentence that cannot be said of an algorithm is not said, rather than said and skipped. */
const notSaid = (_title: string, _test: () => unknown) => undefined

describe.each(FAMILIES)('objects made with %s keys', async (algorithm) => {
  const family = await familyOf(algorithm)
  const anchor = workshop.putPem('CERTIFICATE', family.root)
  // OpenSSL 3.0 hands the SM2 identifier on to certificates and requests only: for the rest the raw signature is checked.
  const readByOpenssl = algorithm === 'sm2' ? notSaid : it
  const verify = (certificate: Uint8Array, ...more: string[]) =>
    workshop.run(
      ...['verify', ...at, '-partial_chain', '-CAfile', anchor, ...distid(algorithm), ...more],
      workshop.putPem('CERTIFICATE', certificate),
    )

  it('makes certificates OpenSSL verifies, and refuses with one bit of the signature changed', async () => {
    expect(verify(family.site).text).toMatch(/: OK/)
    const spoiled = await family.issue([], { spoilSignature: true })
    expect(verify(spoiled).text).toMatch(/signature failure/)
  })

  it('writes each part of a name as an attribute of its own, in order', () => {
    const { text } = workshop.run(
      'x509',
      '-noout',
      '-subject',
      '-nameopt',
      'utf8',
      '-in',
      workshop.putPem('CERTIFICATE', family.site),
    )
    expect(text.trim()).toBe('subject=C=CN, O=上海市测试机构, CN=*.rsj.sh.gov.cn')
  })

  it('makes requests OpenSSL verifies, and refuses with one bit of the signature changed', async () => {
    const order = {
      subject: { CN: '*.rsj.sh.gov.cn', O: '上海市测试机构' },
      sans: ['*.rsj.sh.gov.cn'],
      signer: family.leaf,
    }
    const check = (der: Uint8Array) =>
      workshop.run(
        'req',
        '-verify',
        '-noout',
        '-text',
        ...distid(algorithm),
        '-in',
        workshop.putPem('CERTIFICATE REQUEST', der),
      )
    const good = check(await makeCertificationRequest(order))
    expect(good.text).toMatch(/self-signature verify OK/)
    expect(good.text).toContain('DNS:*.rsj.sh.gov.cn')
    const spoiled = check(await makeCertificationRequest({ ...order, spoilSignature: true }))
    expect(spoiled.text).not.toMatch(/verify OK/)
  })

  readByOpenssl('makes CRLs by which OpenSSL calls the listed certificate revoked and its neighbour good', async () => {
    const crl = await makeCrl({
      issuer: referenceTo(family.root).subject,
      signer: family.ca,
      thisUpdate: NOW - DAY,
      nextUpdate: NOW + DAY,
      number: 7,
      entries: [{ serial: 0x7f, revokedAt: NOW - DAY, reason: 'keyCompromise', invalidityDate: NOW - 2 * DAY }],
    })
    const list = workshop.putPem('X509 CRL', crl)
    expect(verify(family.site, '-crl_check', '-CRLfile', list).text).toMatch(/certificate revoked/)
    const other = await family.issue([], { serial: 0x80 })
    expect(verify(other, '-crl_check', '-CRLfile', list).text).toMatch(/: OK/)
    expect(workshop.run('crl', '-noout', '-text', '-in', list).text).toMatch(/Key Compromise/)
  })

  it('signs CRLs so that OpenSSL verifies the raw signature', async () => {
    const crl = await makeCrl({ issuer: referenceTo(family.root).subject, signer: family.ca, thisUpdate: NOW })
    const digest = algorithm === 'sm2' ? 'sm3' : algorithm === 'p384' ? 'sha384' : 'sha256'
    expect(rawSignatureHolds(crl, family.ca.spki, digest)).toBe(true)
    crl[crl.length - 1] = (crl.at(-1) ?? 0) ^ 1
    expect(rawSignatureHolds(crl, family.ca.spki, digest)).toBe(false)
  })

  readByOpenssl('answers an OCSP request of OpenSSL, by a delegated signer, with its nonce', async () => {
    const delegate = openSigner(generateKey(algorithm))
    const responder = await family.issue([ext.extendedKeyUsage(['OCSPSigning']), ext.ocspNoCheck()], {
      publicKey: delegate.spki,
      serial: 9,
    })
    const request = workshop.put('', 'request.der')
    const site = workshop.putPem('CERTIFICATE', family.site)
    workshop.run('ocsp', '-issuer', anchor, '-cert', site, '-reqout', request)
    const question = readOcspRequest(readFileSync(request))
    const [asked] = question.certIds
    expect(asked?.serial).toEqual(Uint8Array.of(0x7f))
    const answer = (status: 'good' | 'revoked', spoilSignature = false) =>
      makeOcspResponse({
        responses: [
          {
            certId: asked?.der ?? new Uint8Array(),
            status,
            thisUpdate: Date.now() - 60_000,
            nextUpdate: Date.now() + DAY,
          },
        ],
        producedAt: Date.now(),
        signer: delegate,
        certificates: [responder],
        ...(question.nonce && { nonce: question.nonce }),
        spoilSignature,
      })
    const check = (der: Uint8Array) =>
      workshop.run(
        ...[
          'ocsp',
          '-no_nonce',
          '-respin',
          workshop.put(der),
          '-reqin',
          request,
          '-issuer',
          anchor,
          '-cert',
          site,
          '-CAfile',
          anchor,
        ],
      )
    const good = check(await answer('good'))
    expect(good.text).toMatch(/Response verify OK/)
    expect(good.text).toMatch(/: good/)
    expect(good.text).not.toMatch(/no nonce/i)
    expect(check(await answer('revoked')).text).toMatch(/: revoked/)
    expect(check(await answer('good', true)).text).toMatch(/Response Verify Failure/i)
    expect(check(makeOcspError('tryLater')).text).toMatch(/trylater/i)
  })

  readByOpenssl('answers a timestamp request of OpenSSL with a token it verifies', async () => {
    const key = openSigner(generateKey(algorithm))
    const tsa = await family.issue([ext.keyUsage(['digitalSignature']), ext.extendedKeyUsage(['timeStamping'], true)], {
      publicKey: key.spki,
      serial: 10,
      notBefore: Date.now() - DAY,
      notAfter: Date.now() + DAY,
    })
    const data = workshop.put('the document')
    const query = workshop.put('', 'query.tsq')
    workshop.run('ts', '-query', '-data', data, '-sha256', '-cert', '-out', query)
    const question = readTimestampRequest(readFileSync(query))
    expect(question.hashed).toEqual(new Uint8Array(createHash('sha256').update('the document').digest()))
    expect(question.certReq).toBe(true)
    const reply = async (changes: object = {}) =>
      workshop.put(
        await makeTimestampResponse({
          imprint: { digest: { oid: question.hashOid }, hashed: question.hashed },
          genTime: Date.now(),
          fractionDigits: 3,
          serial: 0x1234567890abcdefn,
          policy: '1.2.3.4.1',
          accuracy: { seconds: 1, millis: 500 },
          signer: key,
          certificate: tsa,
          certificates: [tsa],
          ...(question.nonce && { nonce: question.nonce }),
          ...changes,
        }),
      )
    const check = (file: string) =>
      workshop.run('ts', '-verify', '-queryfile', query, '-in', file, '-CAfile', anchor, '-partial_chain').text
    expect(check(await reply())).toMatch(/Verification: OK/)
    expect(check(await reply({ bindingDigest: 'sha1' }))).toMatch(/Verification: OK/)
    expect(check(await reply({ spoilSignature: true }))).toMatch(/Verification: FAILED/)
    expect(check(await reply({ boundTo: family.site }))).toMatch(/Verification: FAILED/)
    expect(check(await reply({ nonce: Uint8Array.of(1) }))).toMatch(/nonce mismatch/)
    expect(check(workshop.put(makeTimestampRefusal('badAlg', 'no')))).toMatch(/failure codes: badAlg/)
    expect(workshop.run('ts', '-reply', '-in', await reply(), '-text').text).toMatch(
      /Accuracy: 0x01 seconds, 0x01F4 millis/,
    )
  })

  readByOpenssl('makes signed messages, with the content and without, that OpenSSL verifies', async () => {
    const content = new TextEncoder().encode('工资表')
    const attributes = signedAttributes({
      content,
      digest: algorithm === 'p384' ? 'sha384' : 'sha256',
      signingTime: NOW,
      boundTo: family.site,
    })
    for (const isDetached of [false, true]) {
      const make = (spoilSignature: boolean) =>
        makeSignedData({
          content,
          isDetached,
          signers: [{ signer: family.leaf, certificate: family.site, attributes, spoilSignature }],
          certificates: [family.site],
        })
      const check = (der: Uint8Array, text: Uint8Array) =>
        workshop.run(
          ...[
            'cms',
            '-verify',
            '-inform',
            'DER',
            '-in',
            workshop.put(der),
            ...at,
            '-CAfile',
            anchor,
            '-purpose',
            'any',
          ],
          ...(isDetached ? ['-content', workshop.put(text)] : []),
          '-binary',
        ).text
      expect(check(await make(false), content)).toMatch(/Verification successful/)
      expect(check(await make(true), content)).toMatch(/Verification failure/)
      if (isDetached) expect(check(await make(false), Uint8Array.of(...content, 0))).toMatch(/Verification failure/)
    }
  })
})

describe('SM2 signatures that no verifier may take for good ones', async () => {
  const family = await familyOf('sm2')
  const key = generateKey('sm2')
  const holds = async (sm2Id: Uint8Array | null, id: string) => {
    const signer = openSigner(key, { sm2Id })
    return rawSignatureHolds(await family.issue([], { signer }), signer.spki, 'sm3', `distid:${id}`)
  }

  it('an empty identifier verifies as an empty identifier only', async () => {
    expect(await holds(new Uint8Array(), '')).toBe(true)
    expect(await holds(new Uint8Array(), '1234567812345678')).toBe(false)
  })

  it('a signature without ZA verifies under neither identifier', async () => {
    expect(await holds(null, '')).toBe(false)
    expect(await holds(null, '1234567812345678')).toBe(false)
  })
})
