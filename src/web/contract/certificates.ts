// Site certificates: what is held, where it is served, what is asked for and how it is put in place.

import type { StartTlsKind } from '#core/checks/start-tls.ts'
import type { BothTexts } from '../language/index.ts'
import type { Moment } from './common.ts'
import type { VerificationFinding } from './verification.ts'

export type CertificateLevel = 'ok' | 'notice' | 'warning' | 'critical' | 'expired'

export interface CertificateRow {
  id: string
  subject: string
  issuer: string
  serialHex: string
  notBefore: Moment
  notAfter: Moment
  daysLeft: number
  algorithm: string
  keyBits?: number
  sans: string[]
  sha256: string
  isCa: boolean
  source: 'upload' | 'probe' | 'discovery' | 'file'
  nodesServing: number
  nodesTotal: number
  level: CertificateLevel
}

export interface LintLine {
  code: string
  severity: 'error' | 'warning' | 'notice'
  citation: string
  text: BothTexts
}

export interface CertificateDetail extends CertificateRow {
  pem: string
  lint: LintLine[]
  chain: { id?: string; subject: string; issuer: string; notAfter: Moment; sha256: string }[]
  servedBy: {
    nodeId: string | null
    nodeName: string
    endpoint: string
    serverName: string
    lastSeen: Moment
    isCurrent: boolean
    chainComplete: boolean
  }[]
  findings: VerificationFinding[]
}

export interface UploadOutcome {
  imported: { id: string; sha256: string; subject: string; isNew: boolean; lint: LintLine[] }[]
  refused: { file: string; index?: number; code: string; text: BothTexts | string }[]
}

export type KeyOrigin = 'device-born' | 'service-generated' | 'hsm' | 'ukey' | 'undeclared'

export interface LineageRow {
  id: string
  name: string
  purpose: string
  owner: string
  trust: 'public' | 'private'
  state: 'active' | 'withdrawn'
  notAfter: Moment | null
  daysLeft: number | null
  level: CertificateLevel | null
  bindings: number
  proved: number
  isRunOpen: boolean
}

export interface LineageReason {
  code: string
  verdict: 'warn' | 'fail' | 'unknown' | 'skipped'
  problem: { zh: string; en: string }
  text: { zh: string; en: string }
  advice: { zh: string; en: string }
}

export interface LineageBinding {
  id: string
  targetKind: string
  targetVersion: string | null
  nodeName: string
  address: string
  port: number
  nodeId: string | null
  vip: string | null
  serverName: string
  startTls: StartTlsKind
  certificateId: string | null
  expectedSha256: string | null
  state: 'proved' | 'other' | 'silent' | 'unasked'
  places: {
    place: string
    via: 'node' | 'vip'
    seenSha256: string | null
    verdict: 'pass' | 'warn' | 'fail' | 'unknown' | 'skipped'
    state: LineageBinding['state']
    reasons: LineageReason[]
    at: Moment
  }[]
}

export interface LineageDetail extends LineageRow {
  certificates: {
    certificateId: string
    sha256: string
    subject: string
    issuer: string
    sans: string[]
    algorithm: string
    notBefore: Moment
    notAfter: Moment
    state: 'issued' | 'active' | 'superseded' | 'withdrawn' | 'revoked'
    keyId: string
    keyOrigin: KeyOrigin
    keyOwner: string
    keyCustody: string | null
    keyCompromisedAt: Moment | null
  }[]
  evidence: { id: string; kind: 'domain' | 'identity'; validatedAt: Moment; usableUntil: Moment; reference: string }[]
  bindingMatrix: LineageBinding[]
  alarming: LineageReason[]
  waived: LineageReason[]
  waivers: { id: string; code: string; until: Moment; reason: string; isInForce: boolean }[]
  calendar: { level: CertificateLevel; at: Moment }[]
  renewBy: Moment | null
  renewalsPerYear: { year: number; count: number }[]
}

export interface UnknownCertificateRow {
  certificateId: string
  subject: string
  issuer: string
  sans: string[]
  notAfter: Moment
  place: string
  firstSeen: Moment
}

export interface CertificateRequestRow {
  id: string
  algorithm: string
  commonName: string
  subject: string
  sans: string[]
  createdAt: Moment
  createdBy: string
  state: 'waiting' | 'issued'
  certificateId: string | null
}

export interface TargetRow {
  id: string
  title: BothTexts
  versions: string
  keyOrigin: 'device' | 'service' | 'either'
  packageFormats: string[]
  isExecutable: boolean
  verified: 'executed' | 'read' | 'unverified'
  source: string
}

/** A recipe filled in for a site. */
export interface RecipeView extends TargetRow {
  traps: BothTexts[]
  steps: {
    kind: 'csr' | 'install' | 'chain' | 'activate' | 'verify' | 'rollback'
    steps: { text: BothTexts; command?: string; file?: { path: string; content: string } }[]
  }[]
}

export interface CreatedRequest {
  id: string
  commonName: string
  pem: string
}
