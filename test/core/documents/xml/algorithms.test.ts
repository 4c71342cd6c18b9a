import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { judgeXml } from '#core/documents/xml/judge.ts'
import type { TrustInputs } from '#core/trust.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificate, privateKey } from '../../../fixtures/built.ts'
import { harm, trustIn } from '../../../support/judged.ts'
import { opensslWorkshop, SM2_ID } from '../../../support/openssl.ts'

// Written in canonical form by hand and signed by OpenSSL: neither the engine nor a library of XML has a part in what comes out.
const DS = 'http://www.w3.org/2000/09/xmldsig#'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const MORE_2001 = 'http://www.w3.org/2001/04/xmldsig-more#'
const MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#'
const MORE_2021 = 'http://www.w3.org/2021/04/xmldsig-more#'
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const CONTENT = '<order n="1">上海</order>'

const workshop = opensslWorkshop()
afterAll(workshop.close)

interface Kind {
  /** Of the key; absent: an Ed25519 key of the moment, whose certificate is the anchor. */
  family?: Family
  method: string
  /** What stands in the ds:SignatureMethod. */
  parameters?: string
  digest?: [uri: string, name: string]
  sign: (key: string, data: string, out: string) => string[]
}

const dgst =
  (...options: string[]) =>
  (key: string, data: string, out: string) => ['dgst', ...options, '-sign', key, '-out', out, data]
const pss = (hash: string, salt: number) =>
  dgst(`-${hash}`, '-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${salt}`)

const KINDS: Readonly<Record<string, Kind>> = {
  'RSA-PSS by its short name': { family: 'rsa', method: `${MORE_2007}sha256-rsa-MGF1`, sign: pss('sha256', 32) },
  'RSA-PSS with SHA-512': { family: 'rsa', method: `${MORE_2007}sha512-rsa-MGF1`, sign: pss('sha512', 64) },
  'RSA-PSS with parameters': {
    family: 'rsa',
    method: `${MORE_2007}rsa-pss`,
    parameters: `<pss:RSAPSSParams xmlns:pss="${MORE_2007}"><ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><pss:SaltLength>20</pss:SaltLength></pss:RSAPSSParams>`,
    sign: pss('sha256', 20),
  },
  Ed25519: {
    method: `${MORE_2021}eddsa-ed25519`,
    sign: (key, data, out) => ['pkeyutl', '-sign', '-rawin', '-inkey', key, '-in', data, '-out', out],
  },
  'SHA-3 for the content': {
    family: 'rsa',
    method: `${MORE_2001}rsa-sha256`,
    digest: [`${MORE_2007}sha3-256`, 'sha3-256'],
    sign: dgst('-sha256'),
  },
  'SHA-3 for the signature, ECDSA': {
    family: 'ecdsa',
    method: `${MORE_2021}ecdsa-sha3-256`,
    sign: dgst('-sha3-256'),
  },
  'SM2 and SM3': {
    family: 'sm2',
    method: `${MORE_2001}sm2-sm3`,
    digest: [`${MORE_2001}sm3`, 'sm3'],
    sign: dgst('-sm3', '-sigopt', SM2_ID),
  },
}

function trusting(family: Family | undefined, own: Uint8Array): TrustInputs {
  if (family) return trustIn(family)
  const read = parseCertificate(own)
  if (!read.ok) throw new Error('OpenSSL wrote a certificate that does not parse')
  return trustIn('rsa', { anchors: [read.value], intermediates: [], at: Date.now() })
}

/** The key as a file, and its certificate. */
function signerOf({ family }: Kind): { key: string; own: Uint8Array } {
  if (family) {
    const key = workshop.putPem('PRIVATE KEY', privateKey(family, 'user-sign'))
    return { key, own: certificate(family, 'user-sign') }
  }
  const [key, path] = ['ed25519.pem', 'ed25519.der'].map((name) => join(workshop.directory, name)) as [string, string]
  const subject = ['-subj', '/CN=Ed25519', '-addext', 'keyUsage=critical,digitalSignature', '-days', '30']
  workshop.run(
    'req',
    '-x509',
    '-newkey',
    'ed25519',
    '-nodes',
    '-keyout',
    key,
    ...subject,
    '-outform',
    'DER',
    '-out',
    path,
  )
  return { key, own: new Uint8Array(readFileSync(path)) }
}

/** r‖s, as XML has it, of SEQUENCE { r, s } with numbers below 2^256. */
function sideBySide(der: Buffer): Buffer {
  const first = der.subarray(4, 4 + (der[3] ?? 0))
  const second = der.subarray(6 + first.length)
  return Buffer.concat([first, second].map((one) => Buffer.concat([Buffer.alloc(32), one]).subarray(-32)))
}

function signedWith(kind: Kind): { text: string; trust: TrustInputs } {
  const { key, own } = signerOf(kind)
  const [digestUri, digestName] = kind.digest ?? [SHA256, 'sha256']
  const whole = `<all>${CONTENT}</all>`
  const digest = createHash(digestName).update(whole).digest('base64')
  const method = (name: string, uri: string, inside = '') => `<ds:${name} Algorithm="${uri}">${inside}</ds:${name}>`
  const transforms = method('Transform', `${DS}enveloped-signature`) + method('Transform', EXCLUSIVE)
  const info = [
    method('CanonicalizationMethod', EXCLUSIVE),
    method('SignatureMethod', kind.method, kind.parameters),
    `<ds:Reference URI=""><ds:Transforms>${transforms}</ds:Transforms>${method('DigestMethod', digestUri)}`,
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`,
  ].join('')
  const data = workshop.put(`<ds:SignedInfo xmlns:ds="${DS}">${info}</ds:SignedInfo>`)
  const out = join(workshop.directory, 'signature.bin')
  const { status, text: said } = workshop.run(...kind.sign(key, data, out))
  if (status !== 0) throw new Error(said)
  const made = readFileSync(out)
  const value = (kind.family && kind.family !== 'rsa' ? sideBySide(made) : made).toString('base64')
  const certified = Buffer.from(own).toString('base64')
  const signature = [
    `<ds:Signature xmlns:ds="${DS}"><ds:SignedInfo>${info}</ds:SignedInfo><ds:SignatureValue>${value}</ds:SignatureValue>`,
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certified}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`,
  ].join('')
  return { text: `<all>${CONTENT}${signature}</all>`, trust: trusting(kind.family, own) }
}

const judge = (text: string, trust: TrustInputs) =>
  judgeXml({ file: new TextEncoder().encode(text), trust }, nodePrimitives)

describe('an XML signature made by OpenSSL over octets written by hand', () => {
  it.each(Object.entries(KINDS))('is VALID: %s', async (_, kind) => {
    const { text, trust } = signedWith(kind)
    const report = await judge(text, trust)
    expect([report.verdict, report.technical, harm(report)]).toEqual(['VALID', 'intact', []])
  })

  it.each(Object.entries(KINDS))('and INVALID with one octet of what is signed changed: %s', async (_, kind) => {
    const { text, trust } = signedWith(kind)
    const content = await judge(text.replace('n="1"', 'n="2"'), trust)
    expect([content.verdict, content.technical]).toEqual(['INVALID', 'broken'])
    const info = await judge(text.replace('URI=""', 'Id="i" URI=""'), trust)
    expect([info.verdict, info.technical]).toEqual(['INVALID', 'broken'])
  })

  it('is not taken for another algorithm of the same family', async () => {
    const { text, trust } = signedWith(KINDS['RSA-PSS with parameters'] as Kind)
    const other = await judge(text.replace('<pss:SaltLength>20', '<pss:SaltLength>21'), trust)
    expect(other.technical).toBe('broken')
  })
})

describe('an algorithm without a name in any standard', () => {
  it.each([
    ['a signature', `${MORE_2021}ecdsa-sm9`],
    ['RSA with SHA-3, which has no name of its own', `${MORE_2021}rsa-sha3-256`],
  ])('is refused by name: %s', async (_, method) => {
    const { text, trust } = signedWith({ family: 'rsa', method, sign: dgst('-sha256') })
    const report = await judge(text, trust)
    expect(report.verdict).not.toBe('VALID')
    expect(JSON.stringify(report.signers[0]?.steps ?? report.steps)).toContain(method)
  })
})
