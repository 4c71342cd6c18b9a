// What takes a crypto library to know about something linted: whether a certificate signed itself (RFC 5280 §3.2), and whether a request
// proves that its key is held (RFC 2986 §4.2; SM2 identifiers: GM/T 0009, clause unverified). Goes into the context of `lint`.

import type { Primitives, SignatureCheck } from '../primitives.ts'
import { signatureSchemeOf } from '../x509/algorithms.ts'
import {
  type LintContext,
  type LintedCertificate,
  type LintedRequest,
  type Proof,
  readLintedCertificate,
  readLintedRequest,
} from './subject.ts'

/** The facts about these bytes; none about what cannot be read. */
export async function lintFacts(
  kind: 'certificate' | 'request',
  bytes: Uint8Array,
  primitives: Primitives,
): Promise<Pick<LintContext, 'isSelfSigned' | 'proof'>> {
  const context: LintContext = { audience: 'private', at: 0 }
  if (kind === 'certificate') {
    const read = readLintedCertificate(bytes, context)
    return read.ok ? { isSelfSigned: await isSelfSigned(read.value, primitives) } : {}
  }
  const read = readLintedRequest(bytes, context)
  return read.ok ? { proof: await proofOf(read.value, primitives) } : {}
}

async function isSelfSigned(one: LintedCertificate, primitives: Primitives): Promise<boolean> {
  const check = checkOf(one)
  // Equal names first, by bytes as zlint does: only a root is worth a verification.
  const isSameName =
    one.issuer.raw.length === one.subject.raw.length &&
    one.issuer.raw.every((octet, at) => octet === one.subject.raw[at])
  return isSameName && check !== undefined && (await primitives.verify(check))
}

async function proofOf(one: LintedRequest, primitives: Primitives): Promise<Proof> {
  const check = checkOf(one)
  if (!check) return 'unknown-algorithm'
  if (await primitives.verify(check)) return 'holds'
  if (check.scheme !== 'sm2') return 'broken'
  if (await primitives.verify({ ...check, sm2Id: new Uint8Array() })) return 'sm2-empty-id'
  return (await primitives.verify({ ...check, sm2Id: null })) ? 'sm2-without-za' : 'broken'
}

function checkOf(one: LintedCertificate | LintedRequest): SignatureCheck | undefined {
  const scheme = signatureSchemeOf(one.signatureAlgorithm)
  const { publicKeyInfo: publicKey, signed, signature } = one
  return scheme.ok ? { ...scheme.value, publicKey, message: [signed], signature } : undefined
}
