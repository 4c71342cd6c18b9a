// A CMS message judged: content, every signer, their timestamps, countersignatures and trust (RFC 5652 §5; EN 319 102-1 §5).
// The message is as good as its worst signer.

import type { Octets } from '../bytes/octets.ts'
import { defect, fatal, unknown } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { algorithmTimes, type TrustInputs } from '../trust.ts'
import {
  conclude,
  type Finding,
  type Instant,
  type Judgement,
  type Step,
  step,
  type Technical,
  type Times,
  worstOf,
} from '../verdict.ts'
import type { ReportBody, SignerReport } from '../verification-report.ts'
import { resolveContent } from './content.ts'
import { judgeCountersignatures } from './countersignatures.ts'
import { dialectOf } from './dialect.ts'
import { readEmbedded } from './embedded.ts'
import { readSignedData, type SignedData, type SignerInfo } from './signed-data.ts'
import { judgeSigner } from './signer.ts'
import { judgeSignerTrust } from './signer-trust.ts'
import { judgeEmbeddedTimestamps } from './timestamps.ts'

export interface CmsRequest {
  /** The message, DER or BER. */
  file: Uint8Array
  /** Detached content. */
  content?: Octets
  trust: TrustInputs
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array
}

export type CmsReport = ReportBody

/** A signer's clock this far ahead of ours is a clock; further ahead is remarked. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000

/** Never throws for bad input: what cannot be read is INVALID, with the code and the offset. */
export async function judgeCms(request: CmsRequest, primitives: Primitives): Promise<CmsReport> {
  const validation = { validation: request.trust.at }
  const data = readSignedData(request.file)
  if (!data.ok) {
    const steps = [
      step('cms.form', 'RFC 5652 §3', [fatal('cms.unreadable', 'RFC 5652 §3', 'FORMAT_FAILURE', { ...data.error })]),
    ]
    return { kind: 'cms', ...conclude(steps), technical: 'unreadable', times: validation, signers: [], steps }
  }
  const resolved = await resolveContent(data.value, request.content, primitives)
  const whole = [step('cms.content', 'RFC 5652 §5.2', [...resolved.findings, ...judgeSignerCount(data.value)])]
  const question = { ...request, data: data.value, ...(resolved.content && { content: resolved.content }) }
  const judged = await Promise.all(data.value.signerInfos.map((signer) => judgeOne(question, signer, primitives)))
  const judgement = worstOf([conclude(whole), ...judged.map((one) => one.judgement)])
  return {
    kind: 'cms',
    ...judgement,
    technical: worstTechnical(
      resolved.findings,
      judged.map((one) => one.report.technical),
    ),
    dialect: dialectOf(data.value, data.value.signerInfos[0]),
    times: judged[0]?.report.times ?? validation,
    signers: judged.flatMap((one) => [one.report, ...one.attached]),
    steps: whole,
  }
}

function judgeSignerCount(data: SignedData): Finding[] {
  return data.signerInfos.length > 0 ? [] : [unknown('cms.no-signers', 'RFC 5652 §5.1', 'SIGNED_DATA_NOT_FOUND')]
}

interface JudgedSigner {
  judgement: Judgement
  report: SignerReport
  /** Reports of the signer's timestamps and countersigners. */
  attached: SignerReport[]
}

type MessageQuestion = Omit<CmsRequest, 'file'> & { data: SignedData }

async function judgeOne(question: MessageQuestion, signer: SignerInfo, primitives: Primitives): Promise<JudgedSigner> {
  const { data, content, trust, sm2Id } = question
  const embedded = readEmbedded(data, signer)
  const options = { ...(content && { content }), ...(sm2Id && { sm2Id }) }
  const timestamps = await judgeEmbeddedTimestamps({ signer, trust, ...options }, primitives)
  const proven = timestamps.proven
  const candidates = [...embedded.certificates, ...trust.intermediates, ...trust.anchors]
  const answer = await judgeSigner(
    {
      data,
      signer,
      role: 'signature',
      contentType: data.contentType,
      candidates,
      times: algorithmTimes(trust, proven),
      ...options,
    },
    primitives,
  )
  const path = await judgeSignerTrust(answer.certificate, embedded, trust, proven, primitives)
  const counter = await judgeCountersignatures(question, signer, primitives)
  const claimed = judgeClaimedTime(answer.claimed, trust.at)
  const steps = [...answer.steps, ...claimed, ...timestamps.steps, ...path, ...counter.steps]
  const judgement = conclude(steps)
  const times: Times = {
    validation: trust.at,
    ...(answer.claimed !== undefined && { claimed: answer.claimed }),
    ...(proven !== undefined && { proven }),
  }
  const { certificate, technical } = answer
  const report: SignerReport = {
    role: 'signer',
    ...(certificate && { certificate }),
    steps,
    verdict: judgement.verdict,
    technical,
    times,
  }
  return { judgement, report, attached: [...timestamps.reports, ...counter.reports] }
}

function judgeClaimedTime(claimed: Instant | undefined, at: Instant): Step[] {
  if (claimed === undefined) return []
  const isAhead = claimed > at + CLOCK_TOLERANCE_MS
  const params = { claimed: new Date(claimed).toISOString() }
  const findings = isAhead ? [defect('cms.signing-time-ahead', 'RFC 5652 §11.3', params)] : []
  return [step('cms.signing-time', 'RFC 5652 §11.3', findings)]
}

const TECHNICAL_RANK: Record<Technical, number> = {
  intact: 0,
  'digest-only': 1,
  'no-signature': 2,
  unreadable: 3,
  broken: 4,
}

function worstTechnical(content: readonly Finding[], technicals: readonly Technical[]): Technical {
  if (content.some((finding) => finding.effect === 'fatal')) return 'broken'
  return technicals.reduce<Technical>(
    (worst, next) => (TECHNICAL_RANK[next] > TECHNICAL_RANK[worst] ? next : worst),
    technicals[0] ?? 'no-signature',
  )
}
