// The one shape of every verification: certificate path, CMS, timestamp, seal, seal signature, and the formats to come.
// Indications are those of ETSI EN 319 102-1 §5.1.3; the JSON form carries the texts in Chinese and English.

import { toHex } from './bytes/hex.ts'
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

export type ReportKind = 'certificate-path' | 'cms' | 'timestamp' | 'seal' | 'seal-signature' | 'ocsp' | 'not-supported'

/** Whom a report is about, and what was found on the way to the verdict. */
export interface SignerReport {
  role: 'signer' | 'timestamp' | 'countersigner' | 'seal-maker' | 'seal-signer'
  /** Absent when the certificate was not found. */
  certificate?: Certificate
  steps: Step[]
  verdict: Verdict
  technical: Technical
  times: Times
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
}

export interface ReportInput {
  name: string
  role: 'object' | 'content' | 'query' | 'anchor' | 'intermediate' | 'crl' | 'ocsp'
  bytes: number
  sha256: string
  sm3: string
}

export interface VerificationReport extends ReportBody {
  engine: { name: string; version: string }
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
}

export interface TimesJson {
  claimed?: string
  proven?: string
  validation: string
}

/** The report as it is stored, served and downloaded: ISO times, hexadecimal serials, masked identity numbers. */
export interface ReportJson {
  kind: ReportKind
  verdict: Verdict
  indication: Indication
  subIndication?: SubIndication
  technical: Technical
  dialect?: string
  times: TimesJson
  signers: SignerJson[]
  steps: StepJson[]
  engine: VerificationReport['engine']
  inputs: ReportInput[]
}

/** Texts of a finding code, or of a step under `step.<id>`, with the parameters filled in. */
export type Texts = (code: string, params?: Finding['params']) => BilingualText

/** @param texts looks codes up in the message catalogue; core does not choose a language */
export function reportJson(report: VerificationReport, texts: Texts): ReportJson {
  const { signers, steps, times, ...plain } = report
  return {
    ...plain,
    times: timesJson(times),
    signers: signers.map((signer) => signerJson(signer, texts)),
    steps: steps.map((one) => stepJson(one, texts)),
  }
}

function timesJson(times: Times): TimesJson {
  const iso = (instant: Instant) => new Date(instant).toISOString()
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
  const { certificate } = signer
  return {
    role: signer.role,
    ...(certificate && certificateJson(certificate)),
    identity: certificate ? identityOf(certificate) : [],
    verdict: signer.verdict,
    technical: signer.technical,
    times: timesJson(signer.times),
    steps: signer.steps.map((one) => stepJson(one, texts)),
  }
}

function certificateJson(certificate: Certificate) {
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serialHex: toHex(certificate.serial),
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
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
