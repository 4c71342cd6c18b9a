// What is out of place in a chain as it was sent: order, doubles, strangers, the root (RFC 5246 §7.4.2; RFC 8446 §4.4.2 lets clients
// sort it out and advises servers not to need that). By names only; whether the chain holds is for the path check.

import { equalBytes } from '../bytes/bytes.ts'
import type { Certificate } from '../x509/certificate.ts'
import { nameText, sameName } from '../x509/names.ts'

export interface ChainOrder {
  /** Each certificate certifies the one before it, with nothing between. */
  isInOrder: boolean
  /** RFC 4514 texts. A root behind the chain: bytes that no client needs. */
  roots: readonly string[]
  doubles: readonly string[]
  /** They lead nowhere from the leaf. */
  strangers: readonly string[]
}

export function chainOrder(sent: readonly Certificate[]): ChainOrder {
  const [leaf, ...behind] = sent
  const isDouble = (one: Certificate, index: number) =>
    sent.findIndex((other) => equalBytes(other.raw, one.raw)) < index
  const related = leaf ? relatedTo(leaf, behind) : []
  const isRoot = (one: Certificate) => one !== leaf && sameName(one.subject, one.issuer)
  const texts = (wanted: (one: Certificate, index: number) => boolean) =>
    sent.filter(wanted).map(({ subject }) => nameText(subject))
  const chain = sent.filter((one, index) => related.includes(one) && !isDouble(one, index) && !isRoot(one))
  return {
    isInOrder: chain.every((one, index) => index === 0 || isIssuerOfOneBefore(chain, one, index)),
    roots: texts((one, index) => isRoot(one) && related.includes(one) && !isDouble(one, index)),
    doubles: texts(isDouble),
    strangers: texts((one, index) => !related.includes(one) && !isDouble(one, index)),
  }
}

/** Two certificates of one CA, where it was cross-signed, stand side by side: both certify one further up. */
function isIssuerOfOneBefore(chain: readonly Certificate[], one: Certificate, index: number): boolean {
  const before = chain[index - 1]
  if (!before || sameName(before.issuer, one.subject)) return true
  return sameName(before.subject, one.subject) && isIssuerOfOneBefore(chain, one, index - 1)
}

function relatedTo(leaf: Certificate, behind: readonly Certificate[]): Certificate[] {
  const related = [leaf]
  for (const one of related)
    related.push(...behind.filter((other) => !related.includes(other) && sameName(other.subject, one.issuer)))
  return related
}
