// The one shape of every verification: certificate path, CMS, timestamp, seal, seal signature, and the formats to come.
// Indications are those of ETSI EN 319 102-1 §5.1.3; the JSON form carries the texts in Chinese and English.

import { toHex } from './bytes/hex.ts'
import type { DocumentMarks } from './documents/marks.ts'
import type {
  Finding,
  Indication,
  Instant,
  Step,
  StepStatus,
  SubIndication,
  Technical,
  Times,
  Verdict,
} from './verdict.ts'
import type { Certificate } from './x509/certificate.ts'
import { type IdentityField, identityOf } from './x509/identity.ts'
import { keyKindOf } from './x509/key.ts'
import { nameText } from './x509/names.ts'

export type ReportKind =
  | 'certificate-path'
  | 'cms'
  | 'timestamp'
  | 'evidence-record'
  | 'seal'
  | 'seal-signature'
  | 'ocsp'
  | 'pdf'
  | 'ofd'
  | 'jws'
  | 'xml'
  | 'asic'
  | 'not-supported'

/** Whom a report is about, and what was found on the way to the verdict. */
export interface SignerReport {
  role: 'signer' | 'timestamp' | 'countersigner' | 'seal-maker' | 'seal-signer'
  /** Absent when the certificate was not found. */
  certificate?: Certificate
  steps: Step[]
  verdict: Verdict
  technical: Technical
  times: Times
  /** The best chain found, the signer first; empty or absent when the certificate was not found. */
  chain?: ChainLink[]
  /** Of an advanced electronic signature, as far as it was verified (EN 319 122-1 §6). */
  level?: SignatureLevel
  /** When this signature, judged with the same material, would no longer be VALID; absent where no end is known. */
  stopsValidating?: StopsValidating
}

export type SignatureLevel = 'B' | 'T' | 'LT' | 'LTA'

export interface ChainLink {
  certificate: Certificate
  role: 'target' | 'intermediate' | 'anchor'
  /** Absent for an anchor. */
  revocation?: RevocationSummary
}

export interface RevocationSummary {
  status: 'good' | 'revoked' | 'unknown' | 'not-checked'
  source?: 'crl' | 'ocsp'
  thisUpdate?: Instant
  nextUpdate?: Instant
  revokedAt?: Instant
}

/** The first day on which something a verdict rests on gives way, and what that is: a finding code with its parameters. */
export interface StopsValidating {
  at: Instant
  code: string
  params?: Finding['params']
}

/** What another engine says of the raw signatures. */
export interface SecondOpinionReport {
  engine: string
  outcome: 'agrees' | 'disagrees' | 'not-possible'
}

/** What a judge of core returns: everything but who ran it on what. */
export interface ReportBody {
  kind: ReportKind
  verdict: Verdict
  indication: Indication
  subIndication?: SubIndication
  technical: Technical
  /** Which of the field's variants was read, e.g. `gmt0010-attributes`. */
  dialect?: string
  times: Times
  /** Signers first, then their timestamps and countersigners. */
  signers: SignerReport[]
  /** Steps that belong to the whole object, not to one signer. */
  steps: Step[]
  /** The earliest end among what the verdict rests on. */
  stopsValidating?: StopsValidating
  secondOpinion?: SecondOpinionReport
  /** What a preview draws over a document with pages. */
  marks?: DocumentMarks
}

export interface ReportInput {
  name: string
  role: 'object' | 'content' | 'detached' | 'query' | 'anchor' | 'intermediate' | 'crl' | 'ocsp'
  bytes: number
  sha256: string
  sm3: string
}

export interface VerificationReport extends ReportBody {
  engine: { name: string; version: string }
  /** What was asked for by name; absent where the asker set everything by hand. */
  policy?: { id: string; version: number }
  inputs: ReportInput[]
}

export interface FindingJson {
  code: string
  effect: Finding['effect']
  clause: string
  subIndication?: SubIndication
  params?: Finding['params']
  text: BilingualText
}

export interface StepJson {
  id: string
  title: BilingualText
  status: StepStatus
  clause: string
  findings: FindingJson[]
  evidence?: Step['evidence']
}

export interface BilingualText {
  zh: string
  en: string
}

export interface SignerJson {
  role: SignerReport['role']
  subject?: string
  issuer?: string
  serialHex?: string
  notBefore?: string
  notAfter?: string
  /** Of the key, for people: `RSA 2048`, `SM2`, `P-256`; the dotted OID of one this product does not know. */
  algorithm?: string
  identity: IdentityField[]
  verdict: Verdict
  technical: Technical
  times: TimesJson
  steps: StepJson[]
  chain?: ChainLinkJson[]
  level?: SignatureLevel
  stopsValidating?: StopsValidatingJson
}

export interface ChainLinkJson {
  role: ChainLink['role']
  subject: string
  issuer: string
  serialHex: string
  notBefore: string
  notAfter: string
  algorithm: string
  revocation?: {
    status: RevocationSummary['status']
    source?: RevocationSummary['source']
    thisUpdate?: string
    nextUpdate?: string
    revokedAt?: string
  }
}

export interface StopsValidatingJson {
  at: string
  code: string
  text: BilingualText
}

export interface TimesJson {
  claimed?: string
  proven?: string
  validation: string
}

/** Raised when a member of the report changes its meaning or goes; new optional members leave it as it is. */
export const REPORT_SCHEMA_VERSION = 1

/** The report as it is stored, served and downloaded: ISO times, hexadecimal serials, masked identity numbers. */
export interface ReportJson {
  /** Of the published schema this report keeps. */
  schemaVersion: typeof REPORT_SCHEMA_VERSION
  kind: ReportKind
  verdict: Verdict
  indication: Indication
  subIndication?: SubIndication
  technical: Technical
  dialect?: string
  times: TimesJson
  signers: SignerJson[]
  steps: StepJson[]
  stopsValidating?: StopsValidatingJson
  secondOpinion?: SecondOpinionReport
  marks?: DocumentMarks
  engine: VerificationReport['engine']
  policy?: VerificationReport['policy']
  inputs: ReportInput[]
}

/** Texts of a finding code, or of a step under `step.<id>`, with the parameters filled in. */
export type Texts = (code: string, params?: Finding['params']) => BilingualText

/** @param texts looks codes up in the message catalogue; core does not choose a language */
export function reportJson(report: VerificationReport, texts: Texts): ReportJson {
  // Member by member: judges return more than a report publishes (the seal or the token they read).
  const { kind, verdict, indication, subIndication, technical, dialect, times, signers, steps } = report
  const { stopsValidating, secondOpinion, marks, engine, policy, inputs } = report
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    kind,
    verdict,
    indication,
    ...(subIndication && { subIndication }),
    technical,
    ...(dialect !== undefined && { dialect }),
    times: timesJson(times),
    ...(stopsValidating && { stopsValidating: stopsJson(stopsValidating, texts) }),
    signers: signers.map((signer) => signerJson(signer, texts)),
    steps: steps.map((one) => stepJson(one, texts)),
    ...(secondOpinion && { secondOpinion }),
    ...(marks && { marks }),
    engine,
    ...(policy && { policy }),
    inputs,
  }
}

const iso = (instant: Instant) => new Date(instant).toISOString()

function stopsJson({ at, code, params }: StopsValidating, texts: Texts): StopsValidatingJson {
  return { at: iso(at), code, text: texts(code, params) }
}

function timesJson(times: Times): TimesJson {
  return {
    ...(times.claimed !== undefined && { claimed: iso(times.claimed) }),
    ...(times.proven !== undefined && { proven: iso(times.proven) }),
    validation: iso(times.validation),
  }
}

function stepJson(step: Step, texts: Texts): StepJson {
  const findings = step.findings.map((finding) => ({ ...finding, text: texts(finding.code, finding.params) }))
  return { ...step, title: texts(`step.${step.id}`), findings }
}

function signerJson(signer: SignerReport, texts: Texts): SignerJson {
  const { certificate, chain, level, stopsValidating } = signer
  return {
    role: signer.role,
    ...(certificate && certificateJson(certificate)),
    identity: certificate ? identityOf(certificate) : [],
    verdict: signer.verdict,
    technical: signer.technical,
    times: timesJson(signer.times),
    steps: signer.steps.map((one) => stepJson(one, texts)),
    ...(chain && { chain: chain.map(linkJson) }),
    ...(level && { level }),
    ...(stopsValidating && { stopsValidating: stopsJson(stopsValidating, texts) }),
  }
}

function linkJson({ certificate, role, revocation }: ChainLink): ChainLinkJson {
  return { role, ...certificateJson(certificate), ...(revocation && { revocation: revocationJson(revocation) }) }
}

function revocationJson({ status, source, thisUpdate, nextUpdate, revokedAt }: RevocationSummary) {
  return {
    status,
    ...(source && { source }),
    ...(thisUpdate !== undefined && { thisUpdate: iso(thisUpdate) }),
    ...(nextUpdate !== undefined && { nextUpdate: iso(nextUpdate) }),
    ...(revokedAt !== undefined && { revokedAt: iso(revokedAt) }),
  }
}

function certificateJson(certificate: Certificate) {
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serialHex: toHex(certificate.serial),
    notBefore: iso(certificate.notBefore),
    notAfter: iso(certificate.notAfter),
    algorithm: keyText(certificate),
  }
}

/** `RSA 2048`, `SM2`, `P-256`: the size only where the name does not tell it. */
function keyText(certificate: Certificate): string {
  const { algorithm, bits } = keyKindOf(certificate)
  return algorithm === 'RSA' && bits !== undefined ? `RSA ${bits}` : algorithm
}

/** Every finding code of a report, in order of appearance, without repetition. */
export function codesOf(body: ReportBody): string[] {
  const steps = [...body.steps, ...body.signers.flatMap((signer) => signer.steps)]
  return [...new Set(steps.flatMap((one) => one.findings.map((finding) => finding.code)))]
}
