// One signer with everything that hangs on it: certificate, path, timestamps, references, countersignatures, and the level that
// all this reaches (RFC 5652 §5; EN 319 102-1 §5.5, §5.6; EN 319 122-1 §6). Signers and countersigners go through the same door.

import { isoOf } from '../calendar/iso.ts'
import { defect, fatal } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { algorithmTimes } from '../trust.ts'
import { conclude, type Finding, type Instant, type Step, step, type Times } from '../verdict.ts'
import type { SignerReport } from '../verification-report.ts'
import type { Certificate } from '../x509/certificate.ts'
import { carriedTimestamps } from './carried.ts'
import { type CompleteSignerQuestion, type JudgedSigner, judgeCountersignatures } from './countersignatures.ts'
import { readMaterial } from './embedded.ts'
import { verifiedLevel } from './level.ts'
import { judgeReferencedValues } from './references.ts'
import { judgeSigner } from './signer.ts'
import { judgeSignerTrust } from './signer-trust.ts'
import { judgeStatements } from './statements.ts'
import { earliest, judgeEmbeddedTimestamps, type SignatureTimestamps } from './timestamps.ts'

/** A signer's clock this far ahead of another is a clock; further ahead is remarked. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000

export async function judgeCompleteSigner(
  question: CompleteSignerQuestion,
  primitives: Primitives,
): Promise<JudgedSigner> {
  const { data, signer, role, content, trust, sm2Id, existedAt } = question
  const embedded = readMaterial(data, signer, carriedTimestamps(signer))
  const isOuter = role === 'signature'
  const timestamps = await judgeEmbeddedTimestamps(
    { signer, trust, embedded, content, sm2Id, existedAt, data: isOuter ? data : undefined },
    primitives,
  )
  const proven = earliest([timestamps.proven, existedAt])
  const answer = await judgeSigner(
    {
      data,
      signer,
      role,
      contentType: isOuter ? data.contentType : undefined,
      candidates: [...embedded.certificates, ...trust.intermediates, ...trust.anchors],
      times: algorithmTimes(trust, proven),
      content,
      sm2Id,
    },
    primitives,
  )
  const { certificate, technical, claimed } = answer
  const path = await judgeSignerTrust(certificate, embedded, trust, proven, primitives)
  const counter = await judgeCountersignatures(question, timestamps.judged, judgeCompleteSigner, primitives)
  const steps = [
    ...answer.steps,
    ...judgeTimes({ claimed, proven, certificate, contentProofs: contentProofs(timestamps) }, trust.at),
    ...judgeStatements(signer, role),
    ...timestamps.steps,
    ...(await judgeReferencedValues(data, signer, primitives)),
    ...path.steps,
    ...counter.steps,
  ]
  const judgement = conclude(steps)
  const level = await verifiedLevel({ answer, timestamps, data, signer, trust }, primitives)
  const times: Times = {
    validation: trust.at,
    ...(claimed !== undefined && { claimed }),
    ...(proven !== undefined && { proven }),
  }
  const report: SignerReport = {
    role: isOuter ? 'signer' : 'countersigner',
    ...(certificate && { certificate }),
    steps,
    verdict: judgement.verdict,
    technical,
    times,
    ...(path.chain && { chain: path.chain }),
    ...(level && { level }),
  }
  return { judgement, report, attached: [...timestamps.reports, ...counter.reports] }
}

export interface KnownTimes {
  claimed: Instant | undefined
  proven: Instant | undefined
  certificate: Certificate | undefined
  /** When valid content timestamps were made. */
  contentProofs: readonly Instant[]
}

function contentProofs({ judged }: SignatureTimestamps): Instant[] {
  return judged.flatMap(({ token, proof }) => (token.kind === 'content' && proof !== undefined ? proof : []))
}

/** The claimed time against the clock and against what is proven; the proven time against the certificate. */
export function judgeTimes({ claimed, proven, certificate, contentProofs }: KnownTimes, at: Instant): Step[] {
  const findings: Finding[] = []
  const params = { claimed: isoOrNone(claimed) }
  const clause = 'RFC 5652 §11.3'
  const isAfter = (limit: Instant | undefined) =>
    claimed !== undefined && limit !== undefined && claimed > limit + CLOCK_TOLERANCE_MS
  if (isAfter(at)) findings.push(defect('cms.signing-time-ahead', clause, params))
  else if (isAfter(proven))
    findings.push(defect('cms.signing-time-after-proof', clause, { ...params, proven: isoOrNone(proven) }))
  if (claimed !== undefined && contentProofs.some((proof) => proof > claimed + CLOCK_TOLERANCE_MS)) {
    findings.push(defect('cms.content-timestamp-after-claim', 'RFC 5126 §5.11.4', params))
  }
  if (proven !== undefined && certificate && proven < certificate.notBefore) {
    const dates = { proven: isoOrNone(proven), notBefore: isoOrNone(certificate.notBefore) }
    findings.push(fatal('cms.proven-before-certificate', 'EN 319 102-1 §5.5.4', 'NOT_YET_VALID', dates))
  }
  if (claimed === undefined && findings.length === 0) return []
  const times = { ...(claimed !== undefined && params), ...(proven !== undefined && { proven: isoOrNone(proven) }) }
  return [step('cms.signing-time', clause, findings, { ...times, at: isoOrNone(at) })]
}

function isoOrNone(instant: Instant | undefined): string {
  return instant === undefined ? '' : isoOf(instant)
}
