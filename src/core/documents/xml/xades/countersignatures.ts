// Countersignatures: signatures among the unsigned properties, each over the value of the signature it stands under
// (EN 319 132-1 §5.2.7). They are unsigned: a broken one is a defect, and proves or disproves nothing.

import { earliest } from '../../../cms/timestamps.ts'
import { defect, note } from '../../../finding.ts'
import type { Primitives } from '../../../primitives.ts'
import type { TrustInputs } from '../../../trust.ts'
import { type Finding, type Instant, type Judgement, type Step, step } from '../../../verdict.ts'
import type { SignerReport } from '../../../verification-report.ts'
import { type JudgedStamps, provenAt } from '../../stamps.ts'
import { DS, isXades } from '../names.ts'
import type { JudgedReference } from '../references.ts'
import type { XmlSignature } from '../structure.ts'
import type { DereferenceSources } from '../transforms.ts'
import { childrenOf, type XmlElement } from '../tree.ts'
import type { XadesProperties } from './properties.ts'
import { unsignedProperties } from './unsigned.ts'

const CLAUSE = 'EN 319 132-1 §5.2.7'
/** Deeper than this, or more than this, is an attack on the judge: each costs a signature and a path. */
const MAX_DEPTH = 4
const MAX_COUNTERSIGNERS = 16

export interface SignatureQuestion {
  element: XmlElement
  sources: DereferenceSources
  trust: TrustInputs
  sm2Id?: Uint8Array
  /** When something around this signature proves that it existed. */
  existedAt?: Instant
  /** The signature value it must sign, where it is a countersignature. */
  countersigned?: XmlElement
  /** How many countersignatures deep this one stands. */
  depth: number
}

export interface JudgedXmlSignature {
  judgement: Judgement
  report: SignerReport
  /** Of its timestamps and countersigners. */
  attached: SignerReport[]
  /** What it signs, manifests included; nothing where it does not hold. */
  references: readonly JudgedReference[]
}

type JudgeSignature = (question: SignatureQuestion, primitives: Primitives) => Promise<JudgedXmlSignature>

export async function judgeCounterSignatures(
  question: SignatureQuestion,
  properties: XadesProperties | undefined,
  { signatureValue }: XmlSignature,
  { judged }: JudgedStamps,
  judge: JudgeSignature,
  primitives: Primitives,
): Promise<{ steps: Step[]; reports: SignerReport[] }> {
  const found = unsignedProperties(properties).filter(({ element }) => isXades(element, 'CounterSignature'))
  if (found.length === 0) return { steps: [], reports: [] }
  const taken = question.depth >= MAX_DEPTH ? [] : found.slice(0, MAX_COUNTERSIGNERS)
  const findings: Finding[] = []
  const reports: SignerReport[] = []
  if (taken.length < found.length) {
    findings.push(defect('cms.countersignatures-not-judged', CLAUSE, { count: found.length - taken.length }))
  }
  for (const { element, position } of taken) {
    const [signature, ...more] = childrenOf(element, DS, 'Signature')
    if (!signature || more.length > 0) {
      findings.push(defect('xades.countersignature-malformed', CLAUSE, { line: element.line }))
      continue
    }
    const { existedAt: around, ...rest } = question
    const existedAt = earliest([around, provenAt(position, judged)])
    const { report, attached } = await judge(
      {
        ...rest,
        element: signature,
        countersigned: signatureValue,
        ...(existedAt !== undefined && { existedAt }),
        depth: question.depth + 1,
      },
      primitives,
    )
    findings.push(...effectOf(report))
    reports.push(report, ...attached)
  }
  return { steps: [step('cms.countersignatures', CLAUSE, findings)], reports }
}

function effectOf({ technical, verdict, steps }: SignerReport): Finding[] {
  const isForeign = steps.some(({ findings }) => findings.some(({ code }) => code === 'xades.countersigns-nothing'))
  if (technical === 'broken' || isForeign) return [defect('cms.countersignature-broken', CLAUSE)]
  return verdict === 'VALID' ? [] : [note('cms.countersignature-not-valid', CLAUSE)]
}
