import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgeXml } from '#core/documents/xml/judge.ts'
import { stampOf } from '../../../adapters/making/stage.ts'
import { certificate, crl, REFERENCE } from '../../../fixtures/built.ts'
import { trustIn } from '../../../support/judged.ts'
import { ALGORITHM, HAS_XMLSEC, signatureTemplate, signWithXmlsec } from '../../../support/xmlsec.ts'

// Signed by xmlsec1; what is stamped is put into canonical form by hand, as EN 319 132-1 §5.3 and §5.5.2 say (clauses unverified).
const DS = 'http://www.w3.org/2000/09/xmldsig#'
const XADES = 'http://uri.etsi.org/01903/v1.3.2#'
const XADES_141 = 'http://uri.etsi.org/01903/v1.4.1#'
const CONTENT = '<order n="1">上海</order>'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')
const octets = (text: string) => new TextEncoder().encode(text)

const signedProperties = () => {
  const time = new Date(REFERENCE - 60_000).toISOString().slice(0, 19)
  const digest = `<ds:DigestMethod Algorithm="${ALGORITHM.sha256}"></ds:DigestMethod><ds:DigestValue>${sha256(certificate('rsa', 'user-sign'))}</ds:DigestValue>`
  const named = `<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>${digest}</xades:CertDigest></xades:Cert></xades:SigningCertificateV2>`
  return `<xades:SignedProperties Id="sp"><xades:SignedSignatureProperties><xades:SigningTime>${time}Z</xades:SigningTime>${named}</xades:SignedSignatureProperties></xades:SignedProperties>`
}

function basic(): string {
  const order = {
    id: 'sig',
    references: [
      { uri: '', transforms: [ALGORITHM.enveloped, ALGORITHM.exclusive] },
      { uri: '#sp', type: 'http://uri.etsi.org/01903#SignedProperties', transforms: [ALGORITHM.exclusive] },
    ],
    objects: `<ds:Object><xades:QualifyingProperties xmlns:xades="${XADES}" Target="#sig">${signedProperties()}</xades:QualifyingProperties></ds:Object>`,
  }
  return signWithXmlsec(`<all>${CONTENT}${signatureTemplate(order)}</all>`, { ids: [`Id:${XADES}:SignedProperties`] })
}

/** Canonical XML 1.0 of an element below ds:Signature, or below the properties, of a document that declares nothing else. */
function canonical(element: string, ...declared: readonly (readonly [string, string])[]): string {
  const expanded = element.replace(/<([\w:]+)((?:\s[^<>]*?)?)\s*\/>/g, '<$1$2></$1>')
  const bare = expanded.replace(/ xmlns:\w+="[^"]*"/g, '')
  const ordered = bare.replace(/ (URI="[^"]*") (Type="[^"]*")/g, ' $2 $1')
  const scope = declared.map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`).join('')
  return ordered.replace(/^<[\w:]+/, (name) => `${name}${scope}`)
}

const inSignature = [['ds', DS]] as const
const inProperties = [...inSignature, ['xades', XADES]] as const
const elementIn = (text: string, name: string) => new RegExp(`<${name}[ >].*?</${name}>`, 's').exec(text)?.[0] ?? ''

const stamp = stampOf('rsa')
const tokenOver = async (text: string) => base64(await stamp(octets(text), 'sha256'))
const c14n = `<ds:CanonicalizationMethod Algorithm="${ALGORITHM.c14n}"></ds:CanonicalizationMethod>`

const withUnsigned = (text: string, properties: string) =>
  text.replace(
    '</xades:QualifyingProperties>',
    `<xades:UnsignedProperties><xades:UnsignedSignatureProperties>${properties}</xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties>`,
  )

async function signatureTimestamp(text: string): Promise<string> {
  const token = await tokenOver(canonical(elementIn(text, 'ds:SignatureValue'), ...inSignature))
  return `<xades:SignatureTimeStamp>${c14n}<xades:EncapsulatedTimeStamp>${token}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>`
}

function values(): string[] {
  const certificates = ['issuing', 'root', 'tsa'].map(
    (label) =>
      `<xades:EncapsulatedX509Certificate>${base64(certificate('rsa', label))}</xades:EncapsulatedX509Certificate>`,
  )
  const lists = ['issuing', 'root'].map(
    (label) => `<xades:EncapsulatedCRLValue>${base64(crl('rsa', label))}</xades:EncapsulatedCRLValue>`,
  )
  return [
    `<xades:CertificateValues>${certificates.join('')}</xades:CertificateValues>`,
    `<xades:RevocationValues><xades:CRLValues>${lists.join('')}</xades:CRLValues></xades:RevocationValues>`,
  ]
}

async function archiveTimestamp(text: string, unsigned: readonly string[]): Promise<string> {
  const parts = [
    `<all>${CONTENT}</all>`,
    canonical(signedProperties(), ['xades', XADES])
      .replace(/<ds:DigestMethod/, `<ds:DigestMethod xmlns:ds="${DS}"`)
      .replace(/<ds:DigestValue/, `<ds:DigestValue xmlns:ds="${DS}"`),
    ...['ds:SignedInfo', 'ds:SignatureValue', 'ds:KeyInfo'].map((name) =>
      canonical(elementIn(text, name), ...inSignature),
    ),
    ...unsigned.map((one) => canonical(one, ...inProperties)),
  ]
  const token = await tokenOver(parts.join(''))
  return `<x141:ArchiveTimeStamp xmlns:x141="${XADES_141}">${c14n}<xades:EncapsulatedTimeStamp>${token}</xades:EncapsulatedTimeStamp></x141:ArchiveTimeStamp>`
}

async function levelled(level: 'B' | 'T' | 'LT' | 'LTA'): Promise<string> {
  const text = basic()
  if (level === 'B') return text
  const unsigned = [await signatureTimestamp(text), ...(level === 'T' ? [] : values())]
  if (level === 'LTA') unsigned.push(await archiveTimestamp(text, unsigned))
  return withUnsigned(text, unsigned.join(''))
}

const judge = (text: string, requireRevocation = false) =>
  judgeXml({ file: octets(text), trust: trustIn('rsa', { requireRevocation }) }, nodePrimitives)
const LEVELS = ['B', 'T', 'LT', 'LTA'] as const

describe.skipIf(!HAS_XMLSEC)('a XAdES signature by xmlsec1 with anchors of our own', () => {
  it.each(LEVELS)('is VALID with level %s, which is told', async (level) => {
    const report = await judge(await levelled(level), level === 'LT' || level === 'LTA')
    expect([report.verdict, report.signers.find(({ role }) => role === 'signer')?.level]).toEqual(['VALID', level])
    expect(report.times.proven).toBe(level === 'B' ? undefined : REFERENCE - 3000)
  })

  it.each(LEVELS)('with level %s is INVALID one octet away', async (level) => {
    const report = await judge((await levelled(level)).replace('n="1"', 'n="2"'))
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
  })

  it('with the timestamp of another signature proves no time', async () => {
    const text = basic()
    const other = await tokenOver('another value')
    const foreign = (await signatureTimestamp(text)).replace(/(<xades:EncapsulatedTimeStamp>)[^<]+/, `$1${other}`)
    const report = await judge(withUnsigned(text, foreign))
    expect(report.times.proven).toBeUndefined()
    expect(report.signers.find(({ role }) => role === 'signer')?.level).not.toBe('T')
  })
})
