// Timestamps inside a signature: over the signature value (RFC 3161 appendix A) and over the content before signing
// (RFC 5126 §5.11.4). Only a token that is itself VALID proves a time; a token that contradicts the signature condemns it.

import { bytesOf } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import type { Octets } from '../bytes/octets.ts'
import { defect, fatal, note } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import type { TrustInputs } from '../trust.ts'
import { judgeToken, type TimestampReport } from '../tsp/judge.ts'
import { type Finding, type Instant, type Step, step } from '../verdict.ts'
import type { SignerReport } from '../verification-report.ts'
import { attributesOf } from './attributes.ts'
import type { Attribute, SignerInfo } from './signed-data.ts'

const CLAUSE = 'RFC 3161 appendix A'

export interface SignatureTimestamps {
  steps: Step[]
  /** Earliest time a valid token proves the signature existed. */
  proven?: Instant
  /** One report for each token that could be read. */
  reports: SignerReport[]
}

export interface TimestampedSignature {
  signer: SignerInfo
  /** What a content timestamp covers; absent when not at hand. */
  content?: Octets
  trust: TrustInputs
  sm2Id?: Uint8Array
}

export async function judgeEmbeddedTimestamps(
  question: TimestampedSignature,
  primitives: Primitives,
): Promise<SignatureTimestamps> {
  const { signer, content } = question
  const over = (attributes: Attribute[], data: Octets | undefined) =>
    attributes.flatMap((one) => one.values.map((value) => ({ token: bytesOf(value), data })))
  const signature = over(attributesOf(signer.unsignedAttributes, OID.signatureTimeStamp), signer.signature)
  const contents = over(attributesOf(signer.signedAttributes, OID.contentTimeStamp), content)
  const judged = await Promise.all(
    [...signature, ...contents].map(({ token, data }) =>
      judgeToken(token, { trust: question.trust, ...(data && { data }), ...sm2IdOf(question) }, primitives),
    ),
  )
  if (judged.length === 0) return { steps: [], reports: [] }
  const proofs = judged.slice(0, signature.length).flatMap((one) => one.times.proven ?? [])
  return {
    steps: [step('cms.timestamps', CLAUSE, judged.flatMap(effectOnSignature))],
    reports: judged.flatMap((one) =>
      one.signers.map((signer) => ({ ...signer, steps: [...one.steps, ...signer.steps], verdict: one.verdict })),
    ),
    ...(proofs.length > 0 && { proven: Math.min(...proofs) }),
  }
}

function sm2IdOf(question: TimestampedSignature): { sm2Id?: Uint8Array } {
  return question.sm2Id ? { sm2Id: question.sm2Id } : {}
}

/** What a token does to the signature it sits in. */
function effectOnSignature(token: TimestampReport): Finding[] {
  if (token.indication === 'TOTAL_PASSED') return [note('cms.timestamp-proves', CLAUSE, { time: isoOf(token) })]
  if (token.technical === 'unreadable' || token.technical === 'no-signature') {
    return [fatal('cms.timestamp-malformed', CLAUSE, 'FORMAT_FAILURE')]
  }
  if (token.technical === 'broken') return [fatal('cms.timestamp-broken', CLAUSE, 'SIG_CRYPTO_FAILURE')]
  if (token.indication === 'TOTAL_FAILED') return [defect('cms.timestamp-refused', CLAUSE)]
  return [note('cms.timestamp-not-trusted', CLAUSE)]
}

function isoOf(token: TimestampReport): string {
  return token.times.proven === undefined ? '' : new Date(token.times.proven).toISOString()
}
