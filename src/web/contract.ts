// The shapes the product answers with, as the console reads them. Times are ISO strings or epoch milliseconds (pieces/time.tsx takes both).

import type { ProbeVerdict } from '#core/checks/check.ts'
import type { Layer, ProbeKind } from '#core/checks/probe-result.ts'
import type { StartTlsKind } from '#core/checks/start-tls.ts'
import type { DocumentMarks } from '#core/documents/marks.ts'
import type { PageScene } from '#core/documents/ofd/drawing/scene.ts'
import type { Effect, Indication, StepStatus, SubIndication, Technical, Verdict } from '#core/verdict.ts'
import type { BothTexts } from './language/index.ts'

export type Moment = string | number

export interface Reason {
  code: string
  verdict?: ProbeVerdict
  /** What is wrong, in a few words; `text` is what was seen. */
  problem?: BothTexts
  text?: BothTexts
  advice?: BothTexts
  params?: Record<string, string | number>
}

export type Conclusion = 'normal' | 'warning' | 'abnormal' | 'unchecked' | 'not-applicable'
export type RoundCounts = Record<Conclusion, number>

export interface RoundSummary {
  id: string
  plan: string
  date: string
  slot: string
  title: BothTexts
  state: string
  isCounted: boolean
  plannedAt: Moment
  windowEnd: Moment
  startedAt: Moment | null
  signedAt: Moment | null
  progress: { done: number; total: number }
  counts: RoundCounts
}

export interface OpenFinding {
  id: string
  systemId: string
  system: string
  node: string
  title: BothTexts
  reason: Reason
  verdict: ProbeVerdict
  firstSeen: Moment
  lastSeen: Moment
}

export interface Today {
  date: string
  rounds: RoundSummary[]
  findings: { open: number; items: OpenFinding[] }
  expiring: CertificateRow[]
  completion: { planned: number; onTime: number }
}

/** 完成性 (completeness) and 可用性 (usability, proven by a drill) are two verdicts and never one. */
export interface BackupRow {
  id: string
  state: string
  startedAt: Moment
  endedAt: Moment | null
  sizeBytes: number | null
  completeness: ProbeVerdict | null
  completenessReasons: Reason[]
  drill: {
    state: string
    startedAt: Moment
    usability: ProbeVerdict | null
    reasons: Reason[]
    recoveryTimeMs: number | null
  } | null
}

export interface SystemRow {
  id: string
  name: string
  group: string
  environment: string
  owner?: string
  contractItem?: string
  nodes: number
  verdict: ProbeVerdict | null
  lastCheckedAt: Moment | null
}

export interface CheckRow {
  id: string
  title: BothTexts
  kind: ProbeKind | 'manual'
  layer: Layer
  target: string
  enabled: boolean
  latest?: { verdict: ProbeVerdict; at: Moment; reasons: Reason[]; resultId?: string } | null
}

/** What an import would do, or has done. */
export interface ImportOutcome {
  accepted: number
  systems: number
  isSaved: boolean
  refused: { row: number; column: string; code: string; text: string }[]
}

export interface NodeRow {
  id: string
  name: string
  role?: string
  form?: string
  os?: string
  address?: string
  warrantyUntil?: string | null
  endOfLife?: { name: string; since: string } | null
  riskAcceptance?: string | null
  /** The laboratory service that stands in for this node. */
  standIn?: string | null
  /** Id of the node everything on its way here passes. */
  behind?: string | null
  checks: CheckRow[]
}

export interface SystemDetail extends Omit<SystemRow, 'nodes' | 'verdict' | 'lastCheckedAt'> {
  nodes: NodeRow[]
}

export interface ProbeResultRow {
  id: string
  checkId: string
  checkTitle: BothTexts
  kind: ProbeKind
  layer: Layer
  verdict: ProbeVerdict
  reasons: Reason[]
  measured: Record<string, string | number | boolean | null>
  startedAt: Moment
  durationMs: number
}

export interface EvidenceItem {
  name: string
  mediaType: string
  size: number
  sha256: string
  base64: string
  truncated: boolean
}

export interface ProbeResultDetail extends Omit<ProbeResultRow, 'checkId' | 'checkTitle' | 'layer'> {
  checkId: string | null
  target: string
  thresholds: Record<string, string | number>
  phasesMs: Record<string, number>
  evidence: EvidenceItem[]
  probe?: string
}

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

export interface RoundDetail extends RoundSummary {
  opensAt: Moment
  missedAfter: Moment | null
  inspectorName: string | null
  reviewerName: string | null
  reviewedAt: Moment | null
  digest: string | null
  message: string | null
  makesUpFor: string | null
  reason: string | null
  /** Once it is closed. */
  archive: { seq: number; hash: string; sm3: string; archivedAt: Moment } | null
  /** Who signed by certificate, and not by account alone. */
  byCertificate: ('inspector' | 'reviewer')[]
  /** Layer by layer, the worst conclusion of each system; null while something is still to be checked. */
  matrix: { systemId: string; system: string; layers: Partial<Record<Layer, Conclusion | null>> }[]
}

export interface RoundItem {
  id: number
  number: number
  systemId: string
  system: string
  node: string
  layer: Layer
  kind: string
  title: BothTexts
  target: string
  mustMeasure: boolean
  conclusion: Conclusion | null
  text: string | null
  measured: Record<string, string | number | boolean | null>
  reasons: Reason[]
  resultId: string | null
  recordedAt: Moment | null
  recordedBy: string | null
  photos: RoundPhoto[]
}

export interface RoundPhoto {
  sha256: string
  name: string
  mediaType: string
  bytes: number
}

export interface AuditRow {
  seq: number
  at: Moment
  actor: { type: string; id: string; name: string; address: string | null }
  requestId: string
  action: string
  group: AuditGroup
  object: { type: string; id: string }
  detail: Record<string, unknown>
  hash: string
}

export interface AuditVerification {
  isIntact: boolean
  rows: number
  after: number
  head: { seq: number; hash: string }
  checkpoints: number
  keys: string[]
  broken?: { seq: number; code: string }
}

export interface TrailPlace {
  name: string
  kind: 'file' | 'syslog' | 'database'
  seq: number
  behind: number
  takenAt: Moment | null
  failingSince: Moment | null
  error: string | null
}

export interface TrailStanding {
  head: { seq: number; hash: string } | null
  checkpoint: { seq: number; at: Moment; key: string } | null
  unsigned: number
  broken: { seq: number; code: string } | null
  places: TrailPlace[]
  retentionMonths: number
}

export type AuditGroup =
  | 'people'
  | 'accounts'
  | 'approvals'
  | 'keys'
  | 'certificates'
  | 'trust'
  | 'verification'
  | 'inspections'
  | 'tickets'
  | 'backups'
  | 'duties'
  | 'audit'
  | 'other'

export interface UploadOutcome {
  imported: { id: string; sha256: string; subject: string; isNew: boolean; lint: LintLine[] }[]
  refused: { file: string; index?: number; code: string; text: BothTexts | string }[]
}

export type MaterialKind = 'anchor' | 'intermediate' | 'crl' | 'ocsp' | 'policy'
export type AnchorUsage = 'all' | 'documents' | 'timestamps' | 'certificates' | 'sign-in'
export type NationalPurpose = 'commercial' | 'civil-servant' | 'device'
export type TrustAction = 'add' | 'remove' | 'replace'
export type TrustChangeState = 'pending' | 'approved' | 'refused' | 'withdrawn' | 'expired'

interface TrustDescription {
  kind: MaterialKind
  sha256: string
  sm3: string
  subject: string
  issuer: string
  validFrom: Moment | null
  validUntil: Moment | null
}

interface TrustUse extends TrustDescription {
  usage: AnchorUsage | null
  purpose: NationalPurpose | null
}

export interface TrustWarning {
  code: string
  text: BothTexts
}

export interface TrustMaterialRow extends TrustUse {
  id: string
  version: number | null
  addedAt: Moment
  /** Null: by the system, at the installation. */
  addedChange: string | null
  removedAt: Moment | null
  removedChange: string | null
  isOver: boolean
}

export interface TrustPreview extends TrustDescription {
  certificate?: { serialHex: string; algorithm: string; bits?: number; isSelfSigned: boolean }
  crl?: { entries: number; number?: string }
  ocsp?: { answers: number }
  policy?: Record<string, unknown>
  chain: { subject: string; materialId?: string }[]
  nationalRoot?: { name: string; match: 'confirmed' | 'name-only' | 'impostor'; text: BothTexts }
  warnings: TrustWarning[]
  duplicateOf?: string
  usedBy?: { verifications: number; among: number }
}

export interface TrustChangeRow extends TrustUse {
  id: string
  action: TrustAction
  materialId: string | null
  reason: string
  state: TrustChangeState
  proposedAt: Moment
  expiresAt: Moment
  proposedBy: { id: string; name: string }
  decidedAt: Moment | null
  decidedBy: { id: string; name: string } | null
  decisionReason: string | null
  warnings: TrustWarning[]
}

export interface TrustChangeDetail extends TrustChangeRow {
  preview: TrustPreview
  target?: TrustMaterialRow
}

export interface TrustMaterialDetail extends TrustMaterialRow {
  preview: TrustPreview
  history: TrustChangeRow[]
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

export interface SigningKey {
  id: string
  name: string
  algorithm: string
  state: 'ready' | 'waiting' | 'expired' | 'revoked'
  subject: string | null
  notAfter: Moment | null
  certificateSha256: string | null
}

export interface ElectronicSeal {
  id: string
  sealNumber: string
  name: string
  pictureType: string
  widthMm: number
  heightMm: number
  validFrom: string
  validUntil: string
  standing: 'usable' | 'frozen' | 'withdrawn'
  isMakerRevoked: boolean
  /** Ids of the signing keys that may use it. */
  keys: string[]
}
