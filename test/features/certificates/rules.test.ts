import { describe, expect, it } from 'vitest'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeSignedData } from '#adapters/pkijs/signed-data.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { writePem } from '#core/bytes/pem.ts'
import { DAY_MS } from '#core/calendar/civil.ts'
import { daysLeft, expiryLevel } from '#core/renewal/expiry.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { isChainComplete } from '#features/certificates/rules.ts'
import { readUpload } from '#features/certificates/upload.ts'
import { certificate, crl, privateKey } from '../../fixtures/built.ts'

const START = Date.UTC(2026, 0, 1)
const year = { notBefore: START, notAfter: START + 365 * DAY_MS }
const short = { notBefore: START, notAfter: START + 47 * DAY_MS }
const parsed = (label: string) => {
  const read = parseCertificate(certificate('rsa', label))
  if (!read.ok) throw new Error(label)
  return read.value
}

describe('how urgent an expiry is', () => {
  it.each([
    ['a year, 60 days before the end', year, 60 * DAY_MS, 'ok'],
    ['a year, a moment later', year, 60 * DAY_MS - 1, 'notice'],
    ['a year, 30 days before', year, 30 * DAY_MS, 'notice'],
    ['a year, under 30 days', year, 30 * DAY_MS - 1, 'warning'],
    ['a year, 7 days before', year, 7 * DAY_MS, 'warning'],
    ['a year, under 7 days', year, 7 * DAY_MS - 1, 'critical'],
    ['a year, in its last moment', year, 0, 'critical'],
    ['a year, one millisecond after', year, -1, 'expired'],
    ['47 days, on its first day', short, 47 * DAY_MS, 'ok'],
    ['47 days, a third left', short, 47 * DAY_MS * 0.33, 'notice'],
    ['47 days, a tenth left', short, 47 * DAY_MS * 0.09, 'critical'],
  ])('%s', (_, validity, left, level) => {
    expect(expiryLevel(validity, validity.notAfter - left)).toBe(level)
  })

  it('counts whole days, and says -1 from the first moment after the end', () => {
    expect(daysLeft(year.notAfter, year.notAfter - 2 * DAY_MS + 1)).toBe(1)
    expect(daysLeft(year.notAfter, year.notAfter)).toBe(0)
    expect(daysLeft(year.notAfter, year.notAfter + 1)).toBe(-1)
  })
})

describe('whether a served chain is complete', () => {
  const [site, issuing, root] = [parsed('site-gov'), parsed('issuing'), parsed('root')]
  it.each([
    ['leaf and intermediate below a known root', [site, issuing], [root], true],
    ['leaf alone, its issuer known and no root', [site], [issuing, root], false],
    ['leaf alone, its issuer unknown', [site], [], false],
    ['leaf and intermediate, the root unknown', [site, issuing], [], true],
    ['leaf, intermediate and root', [site, issuing, root], [], true],
    ['nothing', [], [], false],
  ])('%s', (_, chain, known, complete) => {
    expect(isChainComplete(chain, known)).toBe(complete)
  })
})

describe('an uploaded file', () => {
  const site = certificate('rsa', 'site-gov')
  const issuing = certificate('sm2', 'issuing')
  const bytes = (text: string) => new TextEncoder().encode(text)
  const read = (file: Uint8Array) => {
    const { certificates, refused } = readUpload({ name: 'f', bytes: file })
    return { taken: certificates.map(({ raw }) => raw), refused }
  }
  const pem = (...ders: Uint8Array[]) => ders.map((der) => writePem('CERTIFICATE', der)).join('subject=…\n')

  it('may be PEM with text between, DER, bare Base64 or P7B', async () => {
    expect(read(bytes(pem(site, issuing))).taken).toEqual([site, issuing])
    expect(read(site).taken).toEqual([site])
    expect(read(bytes(toBase64(site))).taken).toEqual([site])
    const bundle = await makeSignedData({ content: new Uint8Array(), signers: [], certificates: [site, issuing] })
    expect(read(bundle).taken).toHaveLength(2)
    expect(read(bytes(writePem('PKCS7', bundle))).taken).toHaveLength(2)
  })

  it('is taken as far as it can be read; the rest is refused by position, code and offset', () => {
    const broken = site.slice(0, -1)
    const file = bytes(pem(site, broken, issuing))
    const { taken, refused } = read(file)
    expect(taken).toEqual([site, issuing])
    const offset = new TextDecoder('latin1').decode(file).indexOf('-----BEGIN', 100)
    expect(refused).toEqual([
      {
        file: 'f',
        index: 1,
        code: 'certificates.file-unreadable',
        params: { index: 2, offset, problem: 'der.truncated' },
      },
    ])
  })

  it.each([
    ['empty', new Uint8Array(), 'certificates.file-empty'],
    ['too large', new Uint8Array(2 * 1024 * 1024 + 1), 'certificates.file-too-large'],
    ['text', bytes('hello, world'), 'certificates.file-unreadable'],
    ['another PEM', bytes('-----BEGIN NOTHING'), 'certificates.file-no-certificate'],
    ['a CRL', bytes(writePem('X509 CRL', crl('rsa', 'issuing'))), 'certificates.file-other'],
    ['a private key', bytes(writePem('PRIVATE KEY', privateKey('rsa', 'root'))), 'certificates.file-private-key'],
  ])('that is %s is refused', (_, file, code) => {
    const { taken, refused } = read(file)
    expect(taken).toEqual([])
    expect(refused.map((one) => one.code)).toEqual([code])
  })

  it('that holds a private key beside a certificate loses the key and keeps the certificate', () => {
    const key = writePem('ENCRYPTED PRIVATE KEY', openSigner(privateKey('ecdsa', 'root')).spki)
    const { taken, refused } = read(bytes(`${key}${pem(site)}`))
    expect(taken).toEqual([site])
    expect(refused).toMatchObject([{ index: 0, code: 'certificates.file-private-key' }])
  })
})
