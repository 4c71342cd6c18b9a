// What the product answers on the way of a renewal, as its pages read it.

import type { LineageDetail, LintLine, Moment, VerificationFinding } from '../../contract.ts'
import type { BothTexts } from '../../language/index.ts'

export type RunKind = 'installation' | 'emergency' | 'withdrawal'
export type RunState = 'open' | 'proved' | 'cancelled'

export interface RunSummary {
  id: string
  kind: RunKind
  state: RunState
  certificateId: string | null
  reason: string
  openedAt: Moment
  closedAt: Moment | null
}

export interface RenewedLineage extends LineageDetail {
  runs: RunSummary[]
}

export interface LineageRequest {
  id: string
  algorithm: string
  commonName: string
  subject: string
  sans: string[]
  spkiSha256: string
  pem: string
  origin: 'device-born' | 'service-generated' | 'hsm' | 'ukey' | 'undeclared'
  custody: string | null
  replacesId: string | null
  certificateId: string | null
  createdAt: Moment
  findings: VerificationFinding[]
  lint: LintLine[]
}

export interface ReplyOutcome {
  isAccepted: boolean
  findings: VerificationFinding[]
  lint: LintLine[]
  refused: { where: string; code: string; text: BothTexts }[]
  certificateId?: string
  lineageId?: string
}

interface Side {
  subject: string
  issuer: string
  serial: string
  notBefore: Moment
  notAfter: Moment
  days: number
  key: string
  digest: string
  usages: string[]
  purposes: string[]
  chain: string[]
}

export interface CertificateDifference {
  before: Side
  after: Side
  names: { kept: string[]; added: string[]; removed: string[] }
  isSameKey: boolean
  changed: (keyof Side)[]
}

export interface TargetPreflight {
  isKeyHere: boolean
  findings: VerificationFinding[]
  formats: {
    format: string
    key: 'inside' | 'beside' | 'never'
    isMakeable: boolean
    findings: VerificationFinding[]
  }[]
}

interface Spoken {
  code: string
  zh: string
  en: string
}

export interface IssuerConnection {
  id: string
  name: string
  kind: 'acme' | 'cmp' | 'manual'
  state: 'active' | 'closed'
}

export interface IssuerOrder {
  id: string
  number: number
  connection: string
  kind: 'acme' | 'cmp' | 'manual'
  requestId: string
  state: 'working' | 'waiting' | 'issued' | 'refused' | 'failed' | 'cancelled'
  progress: Spoken
  nextAt: Moment
  deadline: Moment
  findings: (Spoken & { effect: string })[]
  createdAt: Moment
}

/** What was measured of a step: a place and its fingerprints, or a source and its word. */
export interface StepEvidence {
  before?: string | null
  place?: string
  via?: 'node' | 'vip'
  expected?: string | null
  seen?: string | null
  source?: string
  status?: string
  problem?: string
  removed?: string
}

export interface RunStep {
  position: number
  kind: 'revoke' | 'install' | 'remove' | 'verify' | 'confirm-crl' | 'confirm-ocsp'
  bindingId: string | null
  nodeName: string | null
  state: 'waiting' | 'done' | 'failed'
  note: string | null
  evidence: StepEvidence[]
  doneAt: Moment | null
}

/** Of the places that were asked. */
export type RunStanding = 'unasked' | 'none' | 'half' | 'all'

export interface Run extends RunSummary {
  standing: RunStanding
  behind: string[]
  lineageId: string
  replacesId: string | null
  steps: RunStep[]
}

export interface RunLine extends RunSummary {
  lineageId: string
  lineage: string
  bindings: number
  proved: number
  standing: RunStanding
  behind: string[]
}
