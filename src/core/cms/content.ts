// Which octets a SignedData is about (RFC 5652 §5.2): those inside, or those supplied. Both at once are allowed only when they
// are the same, or when what is inside is the digest of what was supplied (a GM/T 0099 habit).

import { latin1 } from '../asn1/values.ts'
import { fromBase64 } from '../bytes/base64.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { type Octets, sameOctets } from '../bytes/octets.ts'
import { fatal, note } from '../finding.ts'
import type { DigestAlgorithm, Eventual, Primitives } from '../primitives.ts'
import type { Finding } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { SignedData } from './signed-data.ts'

const CLAUSE = 'RFC 5652 §5.2'

export interface ContentAnswer {
  /** The octets that were signed; absent when there are none at hand. */
  content?: Octets
  findings: Finding[]
}

/** Embedded content never wins silently over what the caller says was signed. */
export function resolveContent(
  data: SignedData,
  supplied: Octets | undefined,
  primitives: Primitives,
): Eventual<ContentAnswer> {
  if (!data.content) return supplied ? { content: supplied, findings: [] } : { findings: [] }
  const { content } = data
  if (!supplied) return { content, findings: [] }
  if (sameOctets(content, supplied)) return { content, findings: [note('cms.content-given-twice', CLAUSE)] }
  return resolveDigest(content, supplied, data, primitives)
}

async function resolveDigest(
  content: Uint8Array,
  supplied: Octets,
  data: SignedData,
  primitives: Primitives,
): Promise<ContentAnswer> {
  if (await isDigestOf(content, supplied, data, primitives)) {
    return { content, findings: [note('cms.content-is-digest', 'GM/T 0099 (clause unverified)')] }
  }
  return { content, findings: [fatal('cms.content-differs', CLAUSE, 'HASH_FAILURE')] }
}

/** The content is the digest of the supplied octets, bare or as Base64 text, by an algorithm the message announces. */
async function isDigestOf(
  content: Uint8Array,
  supplied: Octets,
  data: SignedData,
  primitives: Primitives,
): Promise<boolean> {
  const bare = content.length > 64 ? undefined : content
  const candidates = [bare, fromBase64(latin1(content.subarray(0, 128)))]
  const algorithms = new Set(data.digestAlgorithms.map((one) => digestAlgorithmOf(one.oid)))
  for (const algorithm of algorithms) {
    if (!algorithm) continue
    const digest = await primitives.digest(algorithm as DigestAlgorithm, supplied)
    if (candidates.some((one) => one && equalBytes(one, digest))) return true
  }
  return false
}
