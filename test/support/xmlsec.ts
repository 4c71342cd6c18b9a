// The independent signer and verifier of XML signatures: the xmlsec1 command line over libxml2 and OpenSSL of the system.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { writePem } from '#core/bytes/pem.ts'
import { certificate, privateKey } from '../fixtures/built.ts'

export const HAS_XMLSEC = existsSync('/usr/bin/xmlsec1')

const DS = 'http://www.w3.org/2000/09/xmldsig#'
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
export const ALGORITHM = {
  c14n: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  c14nWithComments: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
  c14n11: 'http://www.w3.org/2006/12/xml-c14n11',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: `${DS}enveloped-signature`,
  base64: `${DS}base64`,
  xpath: 'http://www.w3.org/TR/1999/REC-xpath-19991116',
  filter2: 'http://www.w3.org/2002/06/xmldsig-filter2',
  xslt: 'http://www.w3.org/TR/1999/REC-xslt-19991116',
  sha1: `${DS}sha1`,
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: `${MORE}sha384`,
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
  rsaSha256: `${MORE}rsa-sha256`,
  rsaSha512: `${MORE}rsa-sha512`,
  ecdsaSha256: `${MORE}ecdsa-sha256`,
  hmacSha256: `${MORE}hmac-sha256`,
} as const

export interface ReferenceOrder {
  uri?: string
  type?: string
  /** An algorithm, with what stands inside the transform. */
  transforms?: readonly (string | readonly [string, string])[]
  digest?: string
}

export interface SignatureOrder {
  references: readonly ReferenceOrder[]
  method?: string
  canonicalisation?: string | readonly [string, string]
  /** ds:Object elements and more, as text. */
  objects?: string
  keyInfo?: string
  id?: string
}

function algorithm(name: string, order: string | readonly [string, string]): string {
  const [uri, inside] = typeof order === 'string' ? [order, ''] : order
  return `<ds:${name} Algorithm="${uri}">${inside}</ds:${name}>`
}

/** A ds:Signature whose digests and value are still empty. */
export function signatureTemplate(order: SignatureOrder): string {
  const references = order.references.map(({ uri, type, transforms = [], digest = ALGORITHM.sha256 }) => {
    const list = transforms.map((one) => algorithm('Transform', one)).join('')
    const attributes = `${uri === undefined ? '' : ` URI="${uri}"`}${type ? ` Type="${type}"` : ''}`
    return `<ds:Reference${attributes}>${list && `<ds:Transforms>${list}</ds:Transforms>`}${algorithm('DigestMethod', digest)}<ds:DigestValue></ds:DigestValue></ds:Reference>`
  })
  return `<ds:Signature xmlns:ds="${DS}"${order.id ? ` Id="${order.id}"` : ''}><ds:SignedInfo>${algorithm('CanonicalizationMethod', order.canonicalisation ?? ALGORITHM.exclusive)}${algorithm('SignatureMethod', order.method ?? ALGORITHM.rsaSha256)}${references.join('')}</ds:SignedInfo><ds:SignatureValue></ds:SignatureValue>${order.keyInfo ?? '<ds:KeyInfo><ds:X509Data></ds:X509Data></ds:KeyInfo>'}${order.objects ?? ''}</ds:Signature>`
}

export interface XmlsecOptions {
  family?: Family
  label?: string
  /** Which elements have identifiers, as `attribute:element`. */
  ids?: readonly string[]
  /** Files that references name. */
  files?: Readonly<Record<string, string>>
  /** Further arguments. */
  extra?: readonly string[]
}

function withWorkshop<T>(
  options: XmlsecOptions,
  work: (run: (...args: string[]) => void, path: (name: string) => string) => T,
): T {
  const directory = mkdtempSync(join(tmpdir(), 'zhengxun-xmlsec-'))
  const path = (name: string) => join(directory, name)
  try {
    for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(path(name), text)
    return work((...args) => {
      const { status, stderr } = spawnSync('xmlsec1', args, { cwd: directory, timeout: 20_000 })
      if (status !== 0) throw new Error(`xmlsec1 ${args[0]}: ${stderr}`)
    }, path)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function idArguments(ids: readonly string[] = []): string[] {
  return ids.flatMap((one) => [`--id-attr:${one.split(':')[0]}`, one.split(':').slice(1).join(':')])
}

/** The document with its (innermost first) template signed by xmlsec1 with a declared key. */
export function signWithXmlsec(document: string, options: XmlsecOptions = {}): string {
  const { family = 'rsa', label = 'user-sign', extra = [] } = options
  return withWorkshop(options, (run, path) => {
    writeFileSync(path('in.xml'), document)
    writeFileSync(path('key.pem'), writePem('PRIVATE KEY', privateKey(family, label)))
    writeFileSync(path('certificate.pem'), writePem('CERTIFICATE', certificate(family, label)))
    const key = `${path('key.pem')},${path('certificate.pem')}`
    run(
      '--sign',
      '--privkey-pem',
      key,
      ...idArguments(options.ids),
      ...extra,
      '--output',
      path('out.xml'),
      path('in.xml'),
    )
    return readFileSync(path('out.xml'), 'utf8')
  })
}

/** Whether xmlsec1 accepts the first signature of the document by the certificate in it, not looking at trust. */
export function verifiesWithXmlsec(document: string, options: XmlsecOptions = {}): boolean {
  const { family = 'rsa', label = 'user-sign' } = options
  return withWorkshop(options, (run, path) => {
    writeFileSync(path('in.xml'), document)
    writeFileSync(path('certificate.pem'), writePem('CERTIFICATE', certificate(family, label)))
    try {
      run('--verify', '--pubkey-cert-pem', path('certificate.pem'), ...idArguments(options.ids), path('in.xml'))
      return true
    } catch {
      return false
    }
  })
}
