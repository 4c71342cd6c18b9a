// Puts what a CA sent into order: the certificate, its issuers one above the other, the root (RFC 8446 §4.4.2 for the order; links by
// name and signature, RFC 5280 §6.1.3). Every link is verified; nothing is fetched.

import { equalBytes } from '../bytes/bytes.ts'
import type { Primitives } from '../primitives.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { sameName } from '../x509/names.ts'
import { isSelfIssued } from '../x509/path-rules.ts'
import { checkSignature } from '../x509/signatures.ts'

/** Longer chains do not occur; a loop of names ends here too. */
const MAX_CHAIN = 10
/** Certificates of one name that are tried for one link. */
const MAX_NAMESAKES = 20

export interface SortedChain {
  /** The certificate first, each issuer behind what it signed; the root is not among them. */
  chain: Certificate[]
  /** Self-signed, where the chain reached one. */
  root?: Certificate
  /** Why it did not: nobody has the name of the missing issuer, or none of those who have it signed. */
  gap?: { below: Certificate; reason: 'issuer-missing' | 'signature-broken' | 'too-long' }
}

/**
 * @param received what came with the certificate
 * @param known CA certificates the house has anyway, for what the CA left out
 */
export async function sortChain(
  leaf: Certificate,
  received: readonly Certificate[],
  known: readonly Certificate[],
  primitives: Primitives,
): Promise<SortedChain> {
  const chain = [leaf]
  const pool = [...received, ...known]
  for (let current = leaf; chain.length <= MAX_CHAIN; ) {
    const namesakes = pool.filter((one) => sameName(one.subject, current.issuer) && !isIn(chain, one))
    if (namesakes.length === 0) return { chain, gap: { below: current, reason: 'issuer-missing' } }
    const issuer = await signerAmong(namesakes, current, primitives)
    if (!issuer) return { chain, gap: { below: current, reason: 'signature-broken' } }
    if (await isSelfSigned(issuer, primitives)) return { chain, root: issuer }
    chain.push(issuer)
    current = issuer
  }
  return { chain, gap: { below: chain.at(-1) ?? leaf, reason: 'too-long' } }
}

export function isIn(list: readonly Certificate[], one: Certificate): boolean {
  return list.some(({ raw }) => equalBytes(raw, one.raw))
}

export async function isSelfSigned(certificate: Certificate, primitives: Primitives): Promise<boolean> {
  return isSelfIssued(certificate) && (await isSignedBy(certificate, certificate, primitives))
}

export async function isSignedBy(certificate: Certificate, issuer: Certificate, primitives: Primitives) {
  return (await checkSignature(primitives, certificate, issuer.publicKeyInfo)) === 'good'
}

/** Of several certificates of one CA: a root ends the chain soonest, a CA before what says it is none, then the one that lasts longest. */
async function signerAmong(namesakes: readonly Certificate[], signed: Certificate, primitives: Primitives) {
  const rank = (one: Certificate) => (isSelfIssued(one) ? 2 : 0) + (extensionOf(one, 'basicConstraints')?.isCa ? 1 : 0)
  const inOrder = [...namesakes].sort((a, b) => rank(b) - rank(a) || b.notAfter - a.notAfter).slice(0, MAX_NAMESAKES)
  for (const one of inOrder) if (await isSignedBy(signed, one, primitives)) return one
  return undefined
}
