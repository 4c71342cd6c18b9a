// The URIs by which XML signatures name algorithms (XMLDSig 1.1 §6; RFC 9231), and what each stands for here. SM2 and SM3 have no
// registered URI: the forms met in the field are read (GM/T 0033, clause unverified). Strength is the dated policy's question.

import type { DigestAlgorithm } from '../../primitives.ts'
import { digestAlgorithmOf, type SignatureScheme, signatureSchemeOf } from '../../x509/algorithms.ts'
import { DS, DSIG_MORE, EXCLUSIVE_C14N } from './names.ts'
import { attributeOf, type Canonicalisation, childOf, textOf, type XmlElement } from './tree.ts'

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const MORE_2021 = 'http://www.w3.org/2021/04/xmldsig-more#'
const ENC = 'http://www.w3.org/2001/04/xmlenc#'
const OID_URN = 'urn:oid:'

const DIGESTS: Readonly<Record<string, DigestAlgorithm>> = {
  [`${MORE}md5`]: 'md5',
  [`${DS}sha1`]: 'sha1',
  [`${MORE}sha224`]: 'sha224',
  [`${ENC}sha256`]: 'sha256',
  [`${MORE}sha384`]: 'sha384',
  [`${ENC}sha512`]: 'sha512',
  [`${DSIG_MORE}sha3-224`]: 'sha3-224',
  [`${DSIG_MORE}sha3-256`]: 'sha3-256',
  [`${DSIG_MORE}sha3-384`]: 'sha3-384',
  [`${DSIG_MORE}sha3-512`]: 'sha3-512',
  [`${MORE}sm3`]: 'sm3',
  [`${ENC}sm3`]: 'sm3',
  [`${DS}sm3`]: 'sm3',
}

/** @param uri of a DigestMethod; `urn:oid:…` is read by its object identifier */
export function digestOf(uri: string): DigestAlgorithm | undefined {
  return uri.startsWith(OID_URN) ? digestAlgorithmOf(uri.slice(OID_URN.length)) : DIGESTS[uri]
}

const SHA: readonly DigestAlgorithm[] = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512']
const SHA3: readonly DigestAlgorithm[] = ['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512']

const SCHEMES: Readonly<Record<string, SignatureScheme>> = {
  [`${MORE}rsa-md5`]: { scheme: 'rsa-pkcs1', digest: 'md5' },
  ...named(SHA, (digest) => `${digest === 'sha1' ? DS : MORE}rsa-${digest}`, 'rsa-pkcs1'),
  ...named(SHA, (digest) => `${MORE}ecdsa-${digest}`, 'ecdsa'),
  ...named(SHA3, (digest) => `${MORE_2021}ecdsa-${digest}`, 'ecdsa'),
  ...masked([...SHA, ...SHA3]),
  [`${DS}dsa-sha1`]: { scheme: 'dsa', digest: 'sha1' },
  'http://www.w3.org/2009/xmldsig11#dsa-sha256': { scheme: 'dsa', digest: 'sha256' },
  [`${MORE_2021}eddsa-ed25519`]: { scheme: 'ed25519', digest: 'sha512' },
  [`${MORE_2021}eddsa-ed448`]: { scheme: 'ed448', digest: 'sha512' },
  [`${MORE}sm2-sm3`]: { scheme: 'sm2', digest: 'sm3' },
  [`${MORE}sm2`]: { scheme: 'sm2', digest: 'sm3' },
  [`${MORE}sm3-sm2`]: { scheme: 'sm2', digest: 'sm3' },
  [`${DS}sm2-sm3`]: { scheme: 'sm2', digest: 'sm3' },
  [`${DS}sm3-sm2`]: { scheme: 'sm2', digest: 'sm3' },
}

function named(
  digests: readonly DigestAlgorithm[],
  uriOf: (digest: DigestAlgorithm) => string,
  scheme: SignatureScheme['scheme'],
): Record<string, SignatureScheme> {
  return Object.fromEntries(digests.map((digest) => [uriOf(digest), { scheme, digest }]))
}

/** RSASSA-PSS without parameters: the mask by the same hash, the salt as long as it (RFC 9231 §2.3.10). */
function masked(digests: readonly DigestAlgorithm[]): Record<string, SignatureScheme> {
  return Object.fromEntries(digests.map((digest) => [`${DSIG_MORE}${digest}-rsa-MGF1`, pssWith(digest, digest)]))
}

function pssWith(digest: DigestAlgorithm, mgfDigest: DigestAlgorithm, saltLength = lengthOf(digest)): SignatureScheme {
  return { scheme: 'rsa-pss', digest, mgfDigest, saltLength }
}

/** Octets of a digest. */
function lengthOf(digest: DigestAlgorithm): number {
  const known: Partial<Record<DigestAlgorithm, number>> = { md5: 16, sha1: 20, sm3: 32, shake256: 64 }
  return known[digest] ?? Number(digest.slice(-3)) / 8
}

/** `hmac`: proves nothing to a third party, who would need the secret key. */
export type MethodReading = { scheme: SignatureScheme } | 'hmac' | 'unknown' | 'parameters'

/** A ds:SignatureMethod with its parameters. */
export function readSignatureMethod(method: XmlElement): MethodReading {
  const uri = attributeOf(method, 'Algorithm') ?? ''
  if (/#hmac-/i.test(uri)) return 'hmac'
  if (uri === `${DSIG_MORE}rsa-pss`) return readPss(method)
  if (uri.startsWith(OID_URN)) {
    const scheme = signatureSchemeOf({ oid: uri.slice(OID_URN.length) })
    return scheme.ok ? { scheme: scheme.value } : 'unknown'
  }
  const scheme = SCHEMES[uri]
  return scheme ? { scheme } : 'unknown'
}

/** RSAPSSParams: SHA-256 and the mask by the digest unless said otherwise (RFC 9231 §2.3.9, clause unverified). */
function readPss(method: XmlElement): MethodReading {
  const parameters = childOf(method, DSIG_MORE, 'RSAPSSParams')
  if (!parameters) return { scheme: pssWith('sha256', 'sha256') }
  const digest = methodDigest(parameters) ?? 'sha256'
  const generator = childOf(parameters, DSIG_MORE, 'MaskGenerationFunction')
  const isMgf1 = !generator || attributeOf(generator, 'Algorithm') === `${DSIG_MORE}MGF1`
  const mask = generator && childOf(generator, DS, 'DigestMethod') ? methodDigest(generator) : digest
  const salt = childOf(parameters, DSIG_MORE, 'SaltLength')
  const saltLength = salt ? Number(textOf(salt)) : lengthOf(digest)
  const isSane = Number.isInteger(saltLength) && saltLength >= 0 && saltLength <= 512
  return mask && isMgf1 && isSane ? { scheme: pssWith(digest, mask, saltLength) } : 'parameters'
}

/** The hash named by a ds:DigestMethod child. */
export function methodDigest(element: XmlElement): DigestAlgorithm | undefined {
  return digestOf(methodUri(element, 'DigestMethod'))
}

export function methodUri(element: XmlElement, local: string): string {
  const method = childOf(element, DS, local)
  return (method && attributeOf(method, 'Algorithm')) ?? ''
}

const CANONICAL: Readonly<Record<string, Canonicalisation>> = {
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': { method: 'c14n-1.0', withComments: false },
  'http://www.w3.org/2006/12/xml-c14n11': { method: 'c14n-1.1', withComments: false },
  [EXCLUSIVE_C14N]: { method: 'exclusive', withComments: false },
}

export const DEFAULT_CANONICALISATION: Canonicalisation = { method: 'c14n-1.0', withComments: false }

/** A ds:CanonicalizationMethod or ds:Transform, with its PrefixList; `undefined` for what canonicalises nothing. */
export function canonicalisationOf(element: XmlElement | undefined): Canonicalisation | undefined {
  const uri = (element && attributeOf(element, 'Algorithm')) ?? ''
  const plain = uri.replace(/#?WithComments$/, '')
  const base = CANONICAL[plain] ?? CANONICAL[`${plain}#`]
  if (!base) return undefined
  const how = { ...base, withComments: plain !== uri }
  const list = element && childOf(element, EXCLUSIVE_C14N, 'InclusiveNamespaces')
  const prefixes = (list && attributeOf(list, 'PrefixList'))?.split(/\s+/).filter((one) => one !== '') ?? []
  if (how.method !== 'exclusive' || prefixes.length === 0) return how
  return { ...how, inclusivePrefixes: prefixes.map((one) => (one === '#default' ? '' : one)) }
}
