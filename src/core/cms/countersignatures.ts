// Countersignatures: each a SignerInfo over the signature value of another (RFC 5652 §11.4), and they may be countersigned in turn.
// They stand outside the signature, so anybody can add one: a broken one is a defect of the message and never proves or disproves
// the signature it sits in.

import type { Der } from '../asn1/der.ts'
import { parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import type { Octets } from '../bytes/octets.ts'
import { defect, note } from '../finding.ts'
import type { Eventual, Primitives } from '../primitives.ts'
import type { TrustInputs } from '../trust.ts'
import { type Finding, type Instant, type Judgement, type Step, step } from '../verdict.ts'
import type { SignerReport } from '../verification-report.ts'
import { attributesOf } from './attributes.ts'
import { readSignerInfo, type SignedData, type SignerInfo } from './signed-data.ts'
import { earliest, type JudgedTimestamp, provenFor } from './timestamps.ts'

const CLAUSE = 'RFC 5652 §11.4'
/** Deeper than this, or more than this, is an attack on the judge: each costs a signature and a path. */
const MAX_DEPTH = 4
const MAX_COUNTERSIGNERS = 16

export interface Countersignatures {
  steps: Step[]
  reports: SignerReport[]
}

export interface CompleteSignerQuestion {
  data: SignedData
  signer: SignerInfo
  role: 'signature' | 'countersignature'
  /** Absent when nobody supplied it. */
  content?: Octets | undefined
  trust: TrustInputs
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array | undefined
  /** When an archive timestamp around a countersignature proves that it existed. */
  existedAt?: Instant | undefined
  /** How many countersignatures deep this signer stands. */
  depth: number
}

export interface JudgedSigner {
  judgement: Judgement
  report: SignerReport
  /** Reports of the signer's timestamps and countersigners. */
  attached: SignerReport[]
}

type JudgeSigner = (question: CompleteSignerQuestion, primitives: Primitives) => Promise<JudgedSigner>

/** @param judge judges one countersigner with all that hangs on it, its own countersigners included */
export function judgeCountersignatures(
  question: CompleteSignerQuestion,
  timestamps: readonly JudgedTimestamp[],
  judge: JudgeSigner,
  primitives: Primitives,
): Eventual<Countersignatures> {
  const values = attributesOf(question.signer.unsignedAttributes, OID.counterSignature).flatMap((one) => one.values)
  if (values.length === 0) return { steps: [], reports: [] }
  return judgeValues(values, question, timestamps, judge, primitives)
}

async function judgeValues(
  values: readonly Der[],
  question: CompleteSignerQuestion,
  timestamps: readonly JudgedTimestamp[],
  judge: JudgeSigner,
  primitives: Primitives,
): Promise<Countersignatures> {
  const isTooDeep = question.depth >= MAX_DEPTH
  const judged = isTooDeep ? [] : values.slice(0, MAX_COUNTERSIGNERS)
  const findings: Finding[] = []
  if (judged.length < values.length) {
    findings.push(defect('cms.countersignatures-not-judged', CLAUSE, { count: values.length - judged.length }))
  }
  const reports: SignerReport[] = []
  for (const value of judged) {
    const answer = await judgeValue(value, question, timestamps, judge, primitives)
    findings.push(...answer.findings)
    reports.push(...answer.reports)
  }
  return { steps: [step('cms.countersignatures', CLAUSE, findings)], reports }
}

async function judgeValue(
  value: Der,
  question: CompleteSignerQuestion,
  timestamps: readonly JudgedTimestamp[],
  judge: JudgeSigner,
  primitives: Primitives,
): Promise<{ findings: Finding[]; reports: SignerReport[] }> {
  const read = parsing(() => readSignerInfo(value))
  if (!read.ok) return { findings: [defect('cms.countersignature-unreadable', CLAUSE, { ...read.error })], reports: [] }
  const { existedAt: around, ...rest } = question
  const existedAt = earliest([around, provenFor(value, timestamps)])
  const { report, attached } = await judge(
    {
      ...rest,
      signer: read.value,
      role: 'countersignature',
      content: question.signer.signature,
      ...(existedAt !== undefined && { existedAt }),
      depth: question.depth + 1,
    },
    primitives,
  )
  return { findings: effectOf(report), reports: [report, ...attached] }
}

function effectOf(report: SignerReport): Finding[] {
  if (report.technical === 'broken') return [defect('cms.countersignature-broken', CLAUSE)]
  return report.verdict === 'VALID' ? [] : [note('cms.countersignature-not-valid', CLAUSE)]
}
