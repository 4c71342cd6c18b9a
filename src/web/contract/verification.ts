// Verification reports, what explains them, and batches of them.

import type { DocumentMarks } from '#core/documents/marks.ts'
import type { PageScene } from '#core/documents/ofd/drawing/scene.ts'
import type { Effect, Indication, StepStatus, SubIndication, Technical, Verdict } from '#core/verdict.ts'
import type { BothTexts } from '../language/index.ts'
import type { Moment } from './common.ts'

export interface VerificationFinding {
  code: string
  effect: Effect
  clause: string
  subIndication?: SubIndication
  text: BothTexts
  params?: Record<string, string | number>
}

export interface VerificationStep {
  id: string
  status: StepStatus
  clause: string
  title: BothTexts
  findings: VerificationFinding[]
  evidence?: Record<string, string | number>
}

export interface VerificationTimes {
  claimed?: Moment
  proven?: Moment
  validation: Moment
}

export interface VerificationSigner {
  role: 'signer' | 'timestamp' | 'countersigner' | 'seal-maker' | 'seal-signer'
  subject?: string
  issuer?: string
  serialHex?: string
  notBefore?: Moment
  notAfter?: Moment
  algorithm?: string
  /** Names of a person or an organization found in the certificate, by the meaning of their OID. */
  identity: { oid: string; zh: string; en: string; value: string }[]
  verdict: Verdict
  technical: Technical
  times: VerificationTimes
  steps: VerificationStep[]
  /** The signer first, the anchor last; it ends early where no anchor was reached. */
  chain?: ChainLink[]
  level?: 'B' | 'T' | 'LT' | 'LTA'
  stopsValidating?: StopsValidating
}

export interface ChainLink {
  role: 'target' | 'intermediate' | 'anchor'
  subject: string
  issuer: string
  serialHex: string
  notBefore: Moment
  notAfter: Moment
  algorithm: string
  /** Absent for an anchor. */
  revocation?: {
    status: 'good' | 'revoked' | 'unknown' | 'not-checked'
    source?: 'crl' | 'ocsp'
    thisUpdate?: Moment
    nextUpdate?: Moment
    revokedAt?: Moment
  }
}

/** The first day on which something the verdict rests on gives way. */
export interface StopsValidating {
  at: Moment
  code: string
  text: BothTexts
}

export type InputRole = 'object' | 'content' | 'detached' | 'query' | 'anchor' | 'intermediate' | 'crl' | 'ocsp'

export interface ReportInput {
  name: string
  role: InputRole
  bytes: number
  sha256: string
  sm3: string
}

export interface VerificationReport {
  kind: string
  verdict: Verdict
  indication: Indication
  subIndication?: SubIndication
  technical: Technical
  dialect?: string
  times: VerificationTimes
  signers: VerificationSigner[]
  steps: VerificationStep[]
  stopsValidating?: StopsValidating
  marks?: DocumentMarks
  secondOpinion?: { engine: string; outcome: 'agrees' | 'disagrees' | 'not-possible' }
  engine: { name: string; version: string }
  policy?: { id: string; version: number }
  inputs: ReportInput[]
}

export interface VerificationRow {
  id: string
  number: string
  createdAt: Moment
  actor: { id: string; name: string }
  fileName: string
  sha256: string
  kind: string
  verdict: Verdict
  indication: Indication
  subIndication: SubIndication | null
  technical: Technical
  stopsValidatingAt: Moment | null
  batchId: string | null
  rerunOf: string | null
  isWatched: boolean
}

export interface VerificationDetail extends VerificationRow {
  /** The moment the judgement was for. */
  judgedAt: Moment
  materials: KeptMaterial[]
  reruns: Pick<VerificationRow, 'id' | 'number' | 'verdict' | 'createdAt'>[]
  report: VerificationReport
}

/** A page of an OFD as the server draws it. */
export interface DrawnOfdPage {
  isDrawn: boolean
  problem?: { code: string; text: BothTexts }
  pages?: number
  documents?: number
  scene?: Omit<PageScene, 'problems'> & { problems: { code: string; text: BothTexts }[] }
  drawnFrom?: string[]
  /** What each signature lists of the files the page is drawn from. */
  listings?: { field: string; notListed: string[] }[]
}

export interface KeptMaterial {
  role: InputRole
  /** From the trust material of the house. */
  isHouse: boolean
  name: string
  sha256: string
  bytes: number
  isKept: boolean
  removedAt: Moment | null
}

export interface FieldDifference {
  field: string
  before: string | null
  after: string | null
}

export interface StepDifference {
  id: string
  title: BothTexts
  before: StepStatus | null
  after: StepStatus | null
  onlyBefore: VerificationFinding[]
  onlyAfter: VerificationFinding[]
}

export interface SignerDifference {
  role: VerificationSigner['role']
  subject?: string
  serialHex?: string
  presence: 'both' | 'before' | 'after'
  fields: FieldDifference[]
  steps: StepDifference[]
  chain: { before: ChainLink[]; after: ChainLink[] } | null
}

export interface ReportDifferences {
  isSame: boolean
  fields: FieldDifference[]
  steps: StepDifference[]
  signers: SignerDifference[]
  inputs: { onlyBefore: ReportInput[]; onlyAfter: ReportInput[] }
}

export interface ExplainedReason {
  code: string
  cause: string | null
  title: BothTexts
  /** What is wrong, in one sentence. */
  wrong: BothTexts
  /** For relying on the document. */
  means: BothTexts
  next: BothTexts
  ask: BothTexts
  signer: Pick<VerificationSigner, 'role' | 'subject'> | null
  step: { id: string; title: BothTexts; clause: string; evidence: Record<string, string | number> }
}

export interface VerificationExplanation {
  verification: VerificationRow
  verdict: Verdict
  checks: Record<StepStatus, number>
  checked: { title: BothTexts; status: StepStatus }[]
  reasons: ExplainedReason[]
  nextInBatch: { id: string; number: string } | null
}

export interface BatchLine {
  id: string
  createdAt: Moment
  actor: { id: string; name: string }
  name: string
  state: 'waiting' | 'running' | 'done' | 'cancelled'
  total: number
  /** Ended one way or another. */
  done: number
  verdicts: Record<Verdict, number>
  /** How many files of each format. */
  kinds: Record<string, number>
  refused: number
  cancelled: number
  startedAt: Moment | null
  finishedAt: Moment | null
}

export interface BatchItem {
  position: number
  fileName: string
  state: 'waiting' | 'running' | 'done' | 'refused' | 'cancelled'
  verificationId: string | null
  number: string | null
  verdict: Verdict | null
  subIndication: SubIndication | null
  kind: string | null
  stopsValidatingAt: Moment | null
  /** Codes of the findings that made the verdict. */
  reasons: string[]
  mainReason: BothTexts | null
  error: { code: string; text: BothTexts } | null
}

/** A finding and how many files of a batch it decided on. */
export interface FindingCount {
  code: string
  files: number
  text: BothTexts
}

export interface PolicyRow {
  id: string
  version: number
  name: BothTexts
}
