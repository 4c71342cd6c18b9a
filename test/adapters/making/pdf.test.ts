import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { type PdfSigningOrder, sealPdf, signPdf } from '#adapters/making/pdf.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import { makeSeal } from '#adapters/making/seal.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { latin1 } from '#core/asn1/values.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { codesOf } from '#core/verification-report.ts'
import { SEAL_PICTURE } from '#lab/seal-picture.ts'
import { AppError } from '#src/context.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { bits, contents, keyOf, whole } from '../../lab/der.ts'
import { trustIn } from '../../support/judged.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'
import {
  flipped,
  hasPdfsig,
  identityOf,
  pdfsig,
  stampOf,
  streamPdf,
  tablePdf,
  takenApart,
  turnedPage,
} from './stage.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

const HERE = preparerHere(nodePrimitives)
const sign = (family: Family, changes: Partial<PdfSigningOrder> = {}) =>
  signPdf({ file: tablePdf(), at: REFERENCE, identity: identityOf(family), stamp: stampOf(family), ...changes }, HERE)
const judge = (file: Uint8Array, family: Family) => judgePdf({ file, trust: trustIn(family) }, nodePrimitives)
const PLACE = { page: 1, leftMm: 20, topMm: 10, widthMm: 30, heightMm: 15 }
const shown = { placement: PLACE, drawing: { picture: SEAL_PICTURE.data } }

/** Attribute values below a SignerInfo's [1], where the only one is the timestamp. */
const tokenIn = (message: Uint8Array) => whole(message, 1, 0, -1, 0, -1, 0, 1, 0)
const signerInfo = (message: Uint8Array, ...path: number[]) => contents(message, 1, 0, -1, 0, ...path)

const refusal = (error: unknown) => (error instanceof AppError ? error.code : String(error))

describe.each<[Family, string, () => Uint8Array]>([
  ['rsa', 'a cross-reference table', tablePdf],
  ['ecdsa', 'a cross-reference table', tablePdf],
  ['rsa', 'a cross-reference stream', streamPdf],
])('a PDF signed with %s behind %s', (family, _, original) => {
  it('begins with the octets it was made from, and is VALID with level T', async () => {
    const file = await sign(family, { file: original(), shown })
    expect(Buffer.from(file.subarray(0, original().length)).equals(original())).toBe(true)
    const report = await judge(file, family)
    expect([report.verdict, report.signers[0]?.level]).toEqual(['VALID', 'T'])
    expect(report.times).toMatchObject({ proven: REFERENCE - 3000 })
  })

  it('without a timestamp is of level B, and the claimed time stays a claim', async () => {
    const { verdict, signers, times } = await judge(await sign(family, { file: original(), stamp: undefined }), family)
    expect([verdict, signers[0]?.level, times.proven]).toEqual(['VALID', 'B', undefined])
  })

  it.skipIf(!hasPdfsig)('is valid and wholly signed to pdfsig; its twin with one octet changed is not', async () => {
    const file = await sign(family, { file: original(), shown })
    const said = pdfsig(workshop.put(file))
    expect(said).toContain('Signature is Valid.')
    expect(said).toContain('Total document signed')
    expect(said).toContain('ETSI.CAdES.detached')
    const twin = pdfsig(workshop.put(flipped(file)))
    expect(twin).toContain('Digest Mismatch')
  })

  it('holds to OpenSSL: the message over the signed octets, the token over the signature value', async () => {
    const { signed, message } = takenApart(await sign(family, { file: original() }))
    const anchor = workshop.putPem('CERTIFICATE', certificate(family, 'root'))
    const at = ['-attime', String(REFERENCE / 1000)]
    const cms = ['cms', '-verify', '-inform', 'DER', '-binary', '-in', workshop.put(message), '-CAfile', anchor, ...at]
    const purpose = ['-purpose', 'any', '-out', '/dev/null']
    expect(workshop.run(...cms, ...purpose, '-content', workshop.put(signed)).text).toContain('Verification successful')
    const ts = ['ts', '-verify', '-token_in', '-in', workshop.put(tokenIn(message)), '-CAfile', anchor, ...at]
    const value = signerInfo(message, -2)
    expect(workshop.run(...ts, '-data', workshop.put(value)).text).toContain('Verification: OK')
    const other = value.slice()
    other[5] = (other[5] ?? 0) ^ 1
    expect(workshop.run(...ts, '-data', workshop.put(other)).status).not.toBe(0)
    signed[20] = (signed[20] ?? 0) ^ 1
    expect(workshop.run(...cms, ...purpose, '-content', workshop.put(signed)).status).not.toBe(0)
  })

  it('with one octet changed is INVALID', async () => {
    expect((await judge(flipped(await sign(family, { file: original() })), family)).verdict).toBe('INVALID')
  })
})

describe('a PDF signed with SM2', () => {
  it('carries a GB/T 35275 message with an SM3 digest and is VALID with level T; one octet changed, and it is INVALID', async () => {
    const file = await sign('sm2')
    const report = await judge(file, 'sm2')
    expect([report.verdict, report.signers[0]?.level]).toEqual(['VALID', 'T'])
    expect((await judge(flipped(file), 'sm2')).verdict).toBe('INVALID')
  })

  it('holds to OpenSSL under the usual identifier: the digest of the file, the signature over the attributes', async () => {
    const { signed, message } = takenApart(await sign('sm2'))
    const digest = workshop.run('dgst', '-sm3', '-r', workshop.put(signed)).text.slice(0, 64)
    const attributes = whole(message, 1, 0, -1, 0, 3)
    expect(Buffer.from(attributes).toString('hex')).toContain(`0420${digest}`)
    // Signed as the SET OF it stands for (RFC 5652 §5.4).
    const asSet = Uint8Array.from(attributes, (octet, at) => (at === 0 ? 0x31 : octet))
    const verify = (octets: Uint8Array) =>
      workshop.run(
        ...['dgst', '-sm3', '-sigopt', SM2_ID, '-verify'],
        workshop.putPem('PUBLIC KEY', keyOf(certificate('sm2', 'user-sign'))),
        ...['-signature', workshop.put(signerInfo(message, -2)), workshop.put(octets)],
      ).text
    expect(verify(asSet)).toContain('Verified OK')
    expect(verify(attributes)).not.toContain('Verified OK')
  })
})

describe('a PDF that is signed already', () => {
  it('takes a second signature, and both stand', async () => {
    const first = await sign('rsa', { shown })
    const second = await sign('rsa', { file: first, identity: { ...identityOf('rsa'), chain: [] } })
    const report = await judge(second, 'rsa')
    expect([report.verdict, report.technical]).toEqual(['VALID', 'intact'])
    expect(codesOf(report).filter((code) => code.startsWith('pdf.later'))).toEqual(['pdf.later-signature-added'])
    const names = [...latin1(second).matchAll(/\/T <feff([0-9a-f]+)>/g)].map(([, hex = '']) =>
      Buffer.from(hex, 'hex').swap16().toString('utf16le'),
    )
    expect(names).toEqual(['Signature1', 'Signature2'])
  })

  it('is not certified any more', async () => {
    const first = await sign('rsa')
    await expect(sign('rsa', { file: first, certification: 2 }).catch(refusal)).resolves.toBe(
      'signing.pdf-signed-already',
    )
  })

  it('certified with leave to sign takes another signature; certified against all changes it takes none', async () => {
    const open = await sign('rsa', { certification: 2 })
    expect((await judge(await sign('rsa', { file: open }), 'rsa')).verdict).toBe('VALID')
    const closed = await sign('rsa', { certification: 1 })
    expect((await judge(closed, 'rsa')).verdict).toBe('VALID')
    await expect(sign('rsa', { file: closed }).catch(refusal)).resolves.toBe('signing.pdf-closed')
  })
})

describe('a place on the page', () => {
  it.each([
    [0, '[56.693 129.134 141.732 171.654]'],
    [90, '[28.346 56.693 70.866 141.732]'],
    [180, '[158.268 28.346 243.307 70.866]'],
    [270, '[229.134 58.268 271.654 143.307]'],
  ])(
    'is measured from the top left corner as shown, also on a page turned by %s degrees',
    async (turned, rectangle) => {
      const file = await sign('rsa', { file: tablePdf(turnedPage(turned)), shown })
      expect(latin1(file)).toContain(`/Rect ${rectangle}`)
    },
  )

  it.each<[string, Partial<PdfSigningOrder>]>([
    ['signing.off-page', { shown: { ...shown, placement: { ...PLACE, leftMm: 80 } } }],
    ['signing.page-missing', { shown: { ...shown, placement: { ...PLACE, page: 2 } } }],
    ['signing.pdf-unreadable', { file: new TextEncoder().encode('%PDF-1.7 nothing else') }],
    ['signing.pdf-encrypted', { file: tablePdf(undefined, '/Encrypt null') }],
    ['signing.picture-unusable', { shown: { ...shown, drawing: { picture: Uint8Array.of(0x47, 0x49, 0x46) } } }],
  ])('or a file that cannot be used is refused: %s', async (code, changes) => {
    await expect(sign('rsa', changes).catch(refusal)).resolves.toBe(code)
  })
})

describe('a PDF under a seal', () => {
  const sealed = async () =>
    sealPdf(
      {
        file: tablePdf(),
        at: REFERENCE,
        placement: { page: 1, leftMm: 50, topMm: 20, widthMm: 40, heightMm: 40 },
        picture: SEAL_PICTURE.data,
        stamp: stampOf('sm2'),
        use: {
          sealer: openSigner(privateKey('sm2', 'seal-signer')),
          certificate: certificate('sm2', 'seal-signer'),
          seal: await makeSeal({
            id: 'S1',
            name: '测试专用章',
            vendor: 'TEST',
            picture: SEAL_PICTURE,
            sealers: [certificate('sm2', 'seal-signer')],
            validStart: REFERENCE - 86_400_000,
            validEnd: REFERENCE + 86_400_000,
            maker: openSigner(privateKey('sm2', 'seal-maker')),
            makerCertificate: certificate('sm2', 'seal-maker'),
          }),
        },
      },
      HERE,
    )

  it('is VALID with a proven time; one octet changed, and it is INVALID', async () => {
    const file = await sealed()
    const report = await judge(file, 'sm2')
    expect([report.verdict, report.times.proven]).toEqual(['VALID', REFERENCE - 3000])
    expect((await judge(flipped(file), 'sm2')).verdict).toBe('INVALID')
  })

  it('holds to OpenSSL: SM3 of the signed octets in the seal signature, and the SM2 signature over it', async () => {
    const { signed, message } = takenApart(await sealed())
    const digest = workshop.run('dgst', '-sm3', '-r', workshop.put(signed)).text.slice(0, 64)
    expect(Buffer.from(bits(message, 0, 3)).toString('hex')).toBe(digest)
    const said = workshop.run(
      ...['dgst', '-sm3', '-sigopt', SM2_ID, '-verify'],
      workshop.putPem('PUBLIC KEY', keyOf(contents(message, 1))),
      ...['-signature', workshop.put(bits(message, 3)), workshop.put(whole(message, 0))],
    )
    expect(said.text).toContain('Verified OK')
  })
})
