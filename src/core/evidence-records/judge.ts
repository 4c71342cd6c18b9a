// An evidence record judged: that the data are what the first timestamp was made for, that every renewal took over everything
// before it in time, and that every timestamp holds at the moment of the next, the last one now (RFC 4998 §4.3, §5.3).

import type { ParseError } from '../asn1/der.ts'
import type { Octets } from '../bytes/octets.ts'
import { fatal } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import type { TrustInputs } from '../trust.ts'
import { judgeToken, type TimestampReport } from '../tsp/judge.ts'
import { conclude, type Instant, type Step, step, type Technical } from '../verdict.ts'
import type { ReportBody, SignerReport } from '../verification-report.ts'
import { type EvidenceRecord, readEvidenceRecord } from './record.ts'
import { judgeAlgorithms, judgeData, judgeForm, judgeOrder, judgeRenewals } from './rules.ts'
import { type ArchivedTimestamp, timestampsOf } from './timestamps.ts'

export interface EvidenceRecordRequest {
  /** DER of an EvidenceRecord. */
  file: Uint8Array
  /** The data objects the record must prove, every one of them; none: only the record itself is judged. */
  data: readonly Octets[]
  trust: TrustInputs
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array
}

/**
 * Never throws for bad input. Not checked: whether the record covers other objects besides the ones given, and data that were
 * encrypted before they were hashed (that is said, and INDETERMINATE).
 */
export async function judgeEvidenceRecord(request: EvidenceRecordRequest, primitives: Primitives): Promise<ReportBody> {
  const record = readEvidenceRecord(request.file)
  if (!record.ok) return unreadableRecord(request.trust, record.error)
  return judgeReadRecord(record.value, 'rfc4998', request, primitives)
}

/** A record that was read, in whatever syntax it came. */
export async function judgeReadRecord(
  record: EvidenceRecord,
  dialect: 'rfc4998' | 'rfc6283',
  request: Omit<EvidenceRecordRequest, 'file'>,
  primitives: Primitives,
): Promise<ReportBody> {
  const { trust } = request
  const timestamps = await timestampsOf(record, request.data, primitives)
  const judged = await judgeBackwards(timestamps, request, primitives)
  const steps = recordSteps(record, judged, request)
  const signers = judged.map(signerReport)
  const judgement = conclude([...steps, ...signers.flatMap((signer) => signer.steps)])
  const proof = judgement.indication === 'TOTAL_PASSED' ? judged[0]?.proof : undefined
  return {
    kind: 'evidence-record',
    ...judgement,
    technical: technicalOf(steps, judged),
    dialect,
    times: { validation: trust.at, ...(proof !== undefined && { proven: proof }) },
    signers,
    steps,
  }
}

interface JudgedTimestamp {
  timestamp: ArchivedTimestamp
  report: TimestampReport
  /** When it was made, if it is valid: what it covers existed then. */
  proof?: Instant
}

/** From the newest to the oldest: a timestamp must hold at the moment of the one that took it over, if that one is valid. */
async function judgeBackwards(
  timestamps: readonly ArchivedTimestamp[],
  request: Omit<EvidenceRecordRequest, 'file'>,
  primitives: Primitives,
): Promise<JudgedTimestamp[]> {
  const judged: JudgedTimestamp[] = []
  let next: JudgedTimestamp | undefined
  for (const timestamp of timestamps.toReversed()) {
    next = await judgeOne(timestamp, takeOver(next), request, primitives)
    judged.unshift(next)
  }
  return judged
}

/** When the timestamps before this one were taken over; undefined where that is not proven. */
function takeOver(next: JudgedTimestamp | undefined): Instant | undefined {
  return next?.timestamp.coverage === 'covered' ? next.proof : undefined
}

async function judgeOne(
  timestamp: ArchivedTimestamp,
  existedAt: Instant | undefined,
  { trust, sm2Id }: Omit<EvidenceRecordRequest, 'file'>,
  primitives: Primitives,
): Promise<JudgedTimestamp> {
  const { digest, root, token } = timestamp
  const report = await judgeToken(
    token,
    {
      trust,
      ...(digest && root && { imprint: { digest, hash: root } }),
      ...(existedAt !== undefined && { existedAt }),
      ...(sm2Id && { sm2Id }),
    },
    primitives,
  )
  const proof = report.indication === 'TOTAL_PASSED' ? report.info?.genTime : undefined
  return { timestamp, report, ...(proof !== undefined && { proof }) }
}

function signerReport({ report }: JudgedTimestamp): SignerReport {
  const { verdict, technical, times, steps } = report
  const [signer] = report.signers
  return { role: 'timestamp', ...signer, verdict, technical, times, steps: [...steps, ...(signer?.steps ?? [])] }
}

function recordSteps(
  record: EvidenceRecord,
  judged: readonly JudgedTimestamp[],
  { data, trust }: Omit<EvidenceRecordRequest, 'file'>,
): Step[] {
  const timestamps = judged.map(({ timestamp }) => timestamp)
  const ofChain = (chain: number) => judged.filter(({ timestamp }) => timestamp.chain === chain)
  const algorithms = record.chains.flatMap((_, chain) => {
    const own = ofChain(chain).map(({ timestamp }) => timestamp)
    return judgeAlgorithms(own, trust, takeOver(ofChain(chain + 1)[0]))
  })
  const infos = judged.map(({ report }) => report.info)
  return [
    step('evidence-record.form', 'RFC 4998 §3.1', judgeForm(record, timestamps)),
    step('evidence-record.data', 'RFC 4998 §4.3', judgeData(timestamps, data.length)),
    step('evidence-record.renewals', 'RFC 4998 §5.3', judgeRenewals(timestamps)),
    step('evidence-record.hash-trees', 'RFC 4998 §5.3', algorithms),
    step('evidence-record.order', 'RFC 4998 §5.1', judgeOrder(infos)),
  ]
}

/** Of the record itself: broken when a hash or a signature contradicts, digest-only when data or algorithm were not there to compare. */
function technicalOf(steps: readonly Step[], judged: readonly JudgedTimestamp[]): Technical {
  const findings = steps.flatMap((one) => one.findings)
  const technicals = judged.map(({ report }) => report.technical)
  if (findings.some(({ effect, subIndication }) => effect === 'fatal' && subIndication === 'HASH_FAILURE'))
    return 'broken'
  if (technicals.includes('broken')) return 'broken'
  if (technicals.includes('unreadable') || technicals.includes('no-signature')) return 'unreadable'
  const isComplete = judged.every(({ timestamp }) => timestamp.coverage !== 'unknown')
  return isComplete && technicals.every((one) => one === 'intact') ? 'intact' : 'digest-only'
}

export function unreadableRecord(trust: TrustInputs, error: ParseError): ReportBody {
  const clause = 'RFC 4998 §3.1'
  const finding = fatal('evidence-record.unreadable', clause, 'FORMAT_FAILURE', { ...error })
  const steps = [step('evidence-record.form', clause, [finding])]
  const times = { validation: trust.at }
  return { kind: 'evidence-record', ...conclude(steps), technical: 'unreadable', times, signers: [], steps }
}
