import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeSeal, makeSealSignature } from '#adapters/making/seal.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import { octetString } from '#core/asn1/write.ts'
import { toHex } from '#core/bytes/hex.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import type { TrustInputs } from '#core/trust.ts'
import { codesOf } from '#core/verification-report.ts'
import { certificate, privateKey, REFERENCE } from '../../../fixtures/built.ts'
import { harm, trustIn, userAttributes, userSignature } from '../../../support/judged.ts'
import {
  appended,
  DOCUMENT,
  PAGE,
  pdfOf,
  replaced,
  type Sign,
  signatureDictionary,
  signatureField,
  signed,
} from '../../../support/pdf.ts'

const under = (subFilter: string, more = '', filter = 'Adobe.PPKLite') =>
  signatureDictionary(more).replace('ETSI.CAdES.detached', subFilter).replace('Adobe.PPKLite', filter)
const made = (dictionary: string, sign: Sign) => signed(pdfOf({ ...DOCUMENT, 6: dictionary }), sign)
const report = (file: Uint8Array, trust: TrustInputs) => judgePdf({ file, trust }, nodePrimitives)
const altered = (file: Uint8Array) => replaced(file, '(signed text)', '(signed tezt)')
const DAY = 86_400_000

const message =
  (family: 'rsa' | 'sm2', outerType?: string): Sign =>
  (content) =>
    userSignature(family, {
      signer: { attributes: userAttributes(family, content) },
      data: { content, isDetached: true, ...(outerType && { outerType }) },
    })

/** A PNG of one pixel. */
const ONE_PIXEL = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

const seal: Sign = async (content) => {
  const key = (label: string) => openSigner(privateKey('sm2', label))
  const period = { validStart: REFERENCE - 10 * DAY, validEnd: REFERENCE + 10 * DAY }
  return makeSealSignature({
    seal: await makeSeal({
      id: 'S1',
      name: '测试专用章',
      vendor: 'TEST',
      picture: { type: 'PNG', data: ONE_PIXEL, widthMm: 40, heightMm: 40 },
      sealers: [certificate('sm2', 'seal-signer')],
      ...period,
      maker: key('seal-maker'),
      makerCertificate: certificate('sm2', 'seal-maker'),
    }),
    at: REFERENCE - DAY,
    dataHash: hash('sm3', content),
    propertyInfo: '/ByteRange',
    sealer: key('seal-signer'),
    certificate: certificate('sm2', 'seal-signer'),
  })
}

describe('the ways to put SM2 into a PDF are told by what is inside', () => {
  it.each([
    ['a GM message in the usual filter', under('adbe.pkcs7.detached'), message('sm2'), 'gm-message'],
    ['a seal signature under its own filter', under('GM.sm2seal', '', 'Gomain.GMPkiLite'), seal, 'gm-seal'],
    ['a seal signature in the usual filter', under('adbe.pkcs7.detached'), seal, 'seal'],
  ] as const)('%s', async (_, dictionary, sign, convention) => {
    const file = await made(dictionary, sign)
    const judged = await report(file, trustIn('sm2'))
    expect([judged.verdict, judged.technical]).toEqual(['VALID', 'intact'])
    expect(codesOf(judged)).toContain(`pdf.convention-${convention}`)
    const refused = await report(altered(file), trustIn('sm2'))
    expect([refused.verdict, refused.technical]).toEqual(['INVALID', 'broken'])
  })

  it('a file signed both ways is told so, and is as good as the worse of the two', async () => {
    const first = await made(under('adbe.pkcs7.detached'), message('rsa'))
    const second = {
      3: PAGE.replace('7 0 R', '7 0 R 10 0 R'),
      8: '<< /Fields [5 0 R 7 0 R 10 0 R] /SigFlags 3 >>',
      10: signatureField('/V 11 0 R', 'Sig2'),
      11: under('GM.sm2seal', '', 'Gomain.GMPkiLite'),
    }
    const both = await signed(appended(first, second), seal)
    const trust = trustIn('rsa', { anchors: [...trustIn('rsa').anchors, ...trustIn('sm2').anchors] })
    const intermediates = [...trustIn('rsa').intermediates, ...trustIn('sm2').intermediates]
    const judged = await report(both, { ...trust, intermediates })
    expect([judged.verdict, codesOf(judged).includes('pdf.convention-dual')]).toEqual(['VALID', true])
    expect((await report(both, trustIn('rsa'))).verdict).toBe('INDETERMINATE')
    expect(codesOf(await report(first, trustIn('rsa')))).not.toContain('pdf.convention-dual')
  })
})

describe('the older ways', () => {
  const withoutRules = (trust: TrustInputs): TrustInputs => ({ ...trust, rules: { algorithmPolicy: [] } })

  it.each([
    ['ETSI.CAdES.detached', 'pades'],
    ['adbe.pkcs7.detached', 'pkcs7'],
    ['Somebody.else', 'other'],
  ])('%s is told as %s', async (subFilter, convention) => {
    const file = await made(under(subFilter), message('rsa'))
    const judged = await report(file, trustIn('rsa'))
    expect([judged.verdict, codesOf(judged).includes(`pdf.convention-${convention}`)]).toEqual(['VALID', true])
    expect((await report(altered(file), trustIn('rsa'))).verdict).toBe('INVALID')
  })

  it('adbe.pkcs7.sha1 signs a SHA-1 digest: intact, but refused since SHA-1 is', async () => {
    const sign: Sign = (content) => {
      const digest = hash('sha1', content)
      return userSignature('rsa', {
        signer: { attributes: userAttributes('rsa', digest) },
        data: { content: digest, isDetached: false },
      })
    }
    const file = await made(under('adbe.pkcs7.sha1'), sign)
    const judged = await report(file, withoutRules(trustIn('rsa')))
    expect([judged.verdict, judged.technical]).toEqual(['VALID', 'intact'])
    expect(codesOf(judged)).toContain('pdf.convention-pkcs7-sha1')
    expect(harm(await report(file, trustIn('rsa')))).toEqual(['algorithm.weak'])
    expect((await report(altered(file), withoutRules(trustIn('rsa')))).technical).toBe('broken')
  })

  it('adbe.x509.rsa_sha1 is a bare RSA signature with its certificate beside it', async () => {
    const cert = (label: string) => `<${toHex(certificate('rsa', label))}>`
    const sign: Sign = async (content) => octetString(await openSigner(privateKey('rsa', 'user-sign')).sign(content))
    const dictionary = (chain: string) => under('adbe.x509.rsa_sha1', `/Cert ${chain}`)
    const file = await made(dictionary(`[${cert('user-sign')} ${cert('issuing')}]`), sign)
    const judged = await report(file, trustIn('rsa'))
    expect([judged.verdict, judged.technical, harm(judged)]).toEqual([
      'VALID_WITH_DEFECTS',
      'intact',
      ['pdf.raw-signature-old'],
    ])
    expect(codesOf(judged)).toContain('pdf.convention-x509-rsa')
    const refused = await report(altered(file), trustIn('rsa'))
    expect([refused.verdict, refused.technical, harm(refused)]).toEqual(['INVALID', 'broken', ['pdf.raw-signature']])
    const another = await made(dictionary(cert('issuing')), sign)
    expect((await report(another, trustIn('rsa'))).technical).toBe('broken')
    expect((await report(await made(under('adbe.x509.rsa_sha1', '/Cert ()'), sign), trustIn('rsa'))).verdict).toBe(
      'INDETERMINATE',
    )
  })
})
