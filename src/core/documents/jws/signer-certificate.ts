// Whose certificate a JWS means, and whether its signed references bind it (RFC 7515 §4.1.6–§4.1.8; TS 119 182-1 §5.1.7, §5.2.2,
// clause unverified). A bare key in a header (`jwk`, `jku`, `x5u`) names nobody: it is never used.

import { TAG } from '../../asn1/der.ts'
import { Fields, onlyTlv, parsing } from '../../asn1/fields.ts'
import { readInteger } from '../../asn1/values.ts'
import { fromBase64, fromBase64Url } from '../../bytes/base64.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import { arrayMember, type Json, type JsonObject, memberOf, textMember } from '../../bytes/strict-json.ts'
import { readableCertificates } from '../../cms/embedded.ts'
import { comparedDigests } from '../../cms/evidence.ts'
import { defect, fatal, note, unknown } from '../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../primitives.ts'
import type { Evidence, Finding } from '../../verdict.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { readGeneralNames, sameName } from '../../x509/names.ts'
import { digestNamed } from './algorithms.ts'

const CLAUSE = 'RFC 7515 §4.1.6'
const REFERENCE_CLAUSE = 'TS 119 182-1 §5.1.7 (clause unverified)'
const KEY_SOURCES = ['jwk', 'jku', 'x5u']

interface Reference {
  digest: DigestAlgorithm | undefined
  hash: Uint8Array | undefined
}

export interface SignerCertificate {
  certificate?: Certificate
  findings: Finding[]
  /** Whether a signed digest, or the certificate itself in the protected header, binds it. */
  isBound: boolean
  evidence?: Evidence
}

/** Certificates of `x5c`, the signer's first. Those that cannot be read are left out. */
export function carriedChain(header: JsonObject | undefined): Certificate[] {
  return readableCertificates(arrayMember(header, 'x5c').flatMap((one) => derOf(one) ?? []))
}

/** DER in ordinary base64, as `x5c` and the values of JAdES have it. */
export function derOf(value: Json | undefined): Uint8Array | undefined {
  return typeof value === 'string' ? fromBase64(value) : undefined
}

/**
 * @param others where the certificate may be found besides `x5c`
 * @param verifies asked where the header names nobody: whether the signature is one by this key
 */
export async function findSigner(
  header: JsonObject | undefined,
  others: readonly Certificate[],
  verifies: (certificate: Certificate) => Promise<boolean>,
  primitives: Primitives,
): Promise<SignerCertificate> {
  const chain = carriedChain(header)
  const references = referencesIn(header)
  const findings = judgeSources(header, chain)
  const [first] = references
  const candidates = [...chain, ...others]
  const bound = first && (await certificateWith(first, candidates, primitives))
  const [own] = chain
  const certificate = bound ?? own ?? named(header, candidates) ?? (await verifying(header, others, verifies))
  if (!certificate) {
    const missing = unknown('cms.signer-certificate-missing', CLAUSE, 'NO_SIGNING_CERTIFICATE_FOUND')
    return { findings: [...findings, missing], isBound: false }
  }
  if (own && certificate !== own) findings.push(defect('jws.x5c-order', CLAUSE))
  const judged = await Promise.all(boundReferences(header).map((one) => judgeReference(one, certificate, primitives)))
  findings.push(...judged.flat())
  if (references.length === 0) findings.push(note('jws.certificate-reference-absent', REFERENCE_CLAUSE))
  const compared =
    first?.digest && comparedDigests(first.digest, first.hash, await primitives.digest(first.digest, certificate.raw))
  return {
    certificate,
    findings,
    isBound: references.length > 0 || certificate === own,
    ...(compared && { evidence: compared }),
  }
}

function judgeSources(header: JsonObject | undefined, chain: readonly Certificate[]): Finding[] {
  const sources = KEY_SOURCES.filter((name) => header?.members.has(name))
  const given = header?.members.get('x5c')
  const isWhole = given === undefined || (chain.length > 0 && chain.length === arrayMember(header, 'x5c').length)
  return [
    ...(sources.length > 0 ? [note('jws.key-source-ignored', 'RFC 7515 §4.1.2', { names: sources.join(', ') })] : []),
    ...(isWhole ? [] : [fatal('jws.x5c-malformed', CLAUSE, 'FORMAT_FAILURE')]),
  ]
}

/** Every reference in the header; of `sigX5ts` the first is the signer's, the others those of the path. */
function referencesIn(header: JsonObject | undefined): Reference[] {
  return [...boundReferences(header), ...arrayMember(header, 'sigX5ts').slice(1).map(readReference)]
}

/** Those that must be of the signer's certificate. */
function boundReferences(header: JsonObject | undefined): Reference[] {
  const sha256 = textMember(header, 'x5t#S256')
  const sha1 = textMember(header, 'x5t')
  const other = memberOf(header, 'x5t#o')
  const [first] = arrayMember(header, 'sigX5ts')
  return [
    ...(sha256 === undefined ? [] : [{ digest: 'sha256' as const, hash: fromBase64Url(sha256) }]),
    ...(other === undefined ? [] : [readReference(other)]),
    ...(first === undefined ? [] : [readReference(first)]),
    ...(sha1 === undefined ? [] : [{ digest: 'sha1' as const, hash: fromBase64Url(sha1) }]),
  ]
}

function readReference(value: Json): Reference {
  const text = textMember(value, 'digVal')
  return {
    digest: digestNamed(textMember(value, 'digAlg')),
    hash: text === undefined ? undefined : fromBase64Url(text),
  }
}

async function certificateWith(
  { digest, hash }: Reference,
  candidates: readonly Certificate[],
  primitives: Primitives,
): Promise<Certificate | undefined> {
  if (!digest || !hash) return undefined
  for (const one of candidates) if (equalBytes(await primitives.digest(digest, one.raw), hash)) return one
  return undefined
}

async function judgeReference(
  { digest, hash }: Reference,
  certificate: Certificate,
  primitives: Primitives,
): Promise<Finding[]> {
  if (!digest) {
    return [unknown('cms.signing-certificate-digest', REFERENCE_CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')]
  }
  if (hash && equalBytes(await primitives.digest(digest, certificate.raw), hash)) return []
  return [fatal('cms.signing-certificate-mismatch', REFERENCE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE')]
}

/** JAdES writes issuer and serial number into `kid`, as the base64 of IssuerSerial (RFC 5035 §5.4.1). */
function named(header: JsonObject | undefined, candidates: readonly Certificate[]): Certificate | undefined {
  const kid = derOf(memberOf(header, 'kid'))
  const read =
    kid &&
    parsing(() => {
      const fields = new Fields(onlyTlv(kid), TAG.sequence)
      return { names: readGeneralNames(fields.next()), serial: readInteger(fields.next()) }
    })
  if (!read?.ok) return undefined
  const { names, serial } = read.value
  const issuers = names.flatMap((one) => (one.kind === 'directory' ? [one.name] : []))
  return candidates.find(
    (one) => equalBytes(one.serial, serial) && issuers.some((issuer) => sameName(issuer, one.issuer)),
  )
}

/** More keys are not tried: each costs a signature. */
const MAX_TRIED = 8

/** Nobody is named: of the certificates the verifier holds, the one whose key made the signature. */
async function verifying(
  header: JsonObject | undefined,
  others: readonly Certificate[],
  verifies: (certificate: Certificate) => Promise<boolean>,
): Promise<Certificate | undefined> {
  if (!header || referencesIn(header).length > 0) return undefined
  for (const one of others.slice(0, MAX_TRIED)) if (await verifies(one)) return one
  return undefined
}
