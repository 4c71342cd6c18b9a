// E-seals and seal signatures judged step by step in the order of GM/T 0031-2014 §6.1.2 and §6.2.3, with what GB/T 38540 adds
// (clause unverified). All steps run; a claimed signing time is never taken for a proven one.

import { judgeDigest } from '../algorithm-policy.ts'
import { derHeader } from '../asn1/ber.ts'
import type { ParseError } from '../asn1/der.ts'
import { TAG } from '../asn1/der.ts'
import { chainLinks } from '../chain-links.ts'
import { signatureEvidence } from '../cms/evidence.ts'
import { judgeKeyUsage } from '../cms/signer-certificate.ts'
import type { SignerTrust } from '../cms/signer-trust.ts'
import { fatal, note } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { algorithmTimes, judgeTrust, NOTHING_EMBEDDED, type TrustInputs } from '../trust.ts'
import { judgeToken, type TimestampReport } from '../tsp/judge.ts'
import {
  conclude,
  type Finding,
  type Instant,
  type Step,
  step,
  type Technical,
  type Times,
  worstEffect,
} from '../verdict.ts'
import type { ReportBody, SignerReport } from '../verification-report.ts'
import type { Certificate } from '../x509/certificate.ts'
import { parseCertificate } from '../x509/parse.ts'
import { judgePicture, pictureEvidence } from './picture.ts'
import { judgeRawSignature, schemeOfSeal } from './raw-signature.ts'
import {
  judgeDataHash,
  judgeDeviations,
  judgeListed,
  judgePeriod,
  judgeSigningTime,
  periodEvidence,
  SEAL_CLAUSE,
  type SealedOriginal,
  SIGNATURE_CLAUSE,
} from './rules.ts'
import { parseSeal, parseSealSignature, type Seal, type SealSignature } from './structure.ts'

export interface SealRequest {
  /** DER of an SESeal. */
  file: Uint8Array
  trust: TrustInputs
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array
}

export interface SealSignatureRequest extends SealRequest, SealedOriginal {}

/** `seal` is what was read, verified or not. */
export interface SealReport extends ReportBody {
  seal?: Seal
}

export interface SealSignatureReport extends SealReport {
  signature?: SealSignature
}

/** A seal on its own, at the moment of the judgement. Never throws for bad input. */
export async function judgeSeal(request: SealRequest, primitives: Primitives): Promise<SealReport> {
  const seal = parseSeal(request.file)
  if (!seal.ok) return unreadable('seal', request.trust, seal.error)
  const { report, steps } = await judgeParsedSeal(seal.value, request, request.trust.at, primitives)
  return {
    kind: 'seal',
    ...conclude([...steps, ...report.steps]),
    technical: report.technical,
    dialect: dialectOf(seal.value),
    times: { validation: request.trust.at },
    signers: [report],
    steps,
    seal: seal.value,
  }
}

interface JudgedSeal {
  /** Steps of the seal itself. */
  steps: Step[]
  /** The maker's. */
  report: SignerReport
}

async function judgeParsedSeal(
  seal: Seal,
  request: Omit<SealRequest, 'file'>,
  at: Instant,
  primitives: Primitives,
): Promise<JudgedSeal> {
  const { trust, sm2Id } = request
  const maker = readable(seal.makerCertificate)
  const message = seal.version === 1 ? sequenceOf(seal.info, seal.makerFields) : [seal.info]
  const signature = await judgeRawSignature(
    { algorithm: seal.makerAlgorithm, signature: seal.makerSignature, message, ...(sm2Id && { sm2Id }) },
    maker,
    { code: 'seals.maker-signature', clause: SEAL_CLAUSE },
    primitives,
  )
  const token = seal.timestamp && (await judgeToken(seal.timestamp, { trust, data: seal.makerSignature }, primitives))
  const trusted = await certificateTrust('seals.maker-key-usage', maker, trust, at, primitives)
  const evidence = signatureEvidence(schemeOfSeal(seal.makerAlgorithm), maker)
  const made = [...signature, ...judgeSignatureDigest(seal.makerAlgorithm, trust, token?.times.proven)]
  const makerSteps = [step('seals.maker-signature', SEAL_CLAUSE, made, evidence), ...trusted.steps]
  const times: Times = { validation: trust.at, ...(seal.created !== undefined && { claimed: seal.created }) }
  const params = { seal: seal.name, date: new Date(seal.validUntil).toISOString() }
  trust.observe?.([{ at: seal.validUntil, code: 'ends.seal', params }])
  return {
    steps: [
      step('seals.form', SEAL_CLAUSE, judgeDeviations(seal.deviations)),
      step('seals.period', SEAL_CLAUSE, judgePeriod(seal, at), periodEvidence(seal, at)),
      step('seals.picture', SEAL_CLAUSE, judgePicture(seal.picture), pictureEvidence(seal.picture)),
      ...(token ? [step('seals.seal-timestamp', SEAL_CLAUSE, judgeTokenEffect(token))] : []),
    ],
    report: {
      role: 'seal-maker',
      ...(maker && { certificate: maker }),
      steps: makerSteps,
      verdict: conclude(makerSteps).verdict,
      technical: technicalOf(signature),
      times,
      ...(trusted.chain && { chain: trusted.chain }),
    },
  }
}

/** A seal signature: signer, original, seal and times. Never throws for bad input. */
export async function judgeSealSignature(
  request: SealSignatureRequest,
  primitives: Primitives,
): Promise<SealSignatureReport> {
  const parsed = parseSealSignature(request.file)
  if (!parsed.ok) return unreadable('seal-signature', request.trust, parsed.error)
  const signature = parsed.value
  const { trust } = request
  const token = await judgeSignatureTimestamp(signature, trust, primitives)
  const times: Times = {
    validation: trust.at,
    ...(signature.time.instant !== undefined && { claimed: signature.time.instant }),
    ...(token?.times.proven !== undefined && { proven: token.times.proven }),
  }
  const signer = await judgeSealSigner(signature, request, times, primitives)
  const sealTime = times.proven ?? times.claimed ?? trust.at
  const seal = await judgeParsedSeal(signature.seal, request, sealTime, primitives)
  const dataHash = await judgeDataHash(
    signature,
    signer.certificate,
    request,
    algorithmTimes(trust, times.proven),
    primitives,
  )
  const steps = [
    step('seals.signature-form', SIGNATURE_CLAUSE, judgeDeviations(signature.deviations)),
    step('seals.data-hash', SIGNATURE_CLAUSE, dataHash.findings, dataHash.evidence),
    ...(token ? [step('seals.timestamp', SIGNATURE_CLAUSE, judgeTokenEffect(token))] : []),
    ...seal.steps,
  ]
  const isAltered = worstEffect(dataHash.findings) === 'fatal' || seal.report.technical === 'broken'
  return {
    kind: 'seal-signature',
    ...conclude([...steps, ...signer.steps, ...seal.report.steps]),
    technical: isAltered ? 'broken' : signer.technical,
    dialect: dialectOf(signature.seal),
    times,
    signers: [signer, seal.report, ...(token?.signers ?? [])],
    steps,
    seal: signature.seal,
    signature,
  }
}

async function judgeSealSigner(
  signature: SealSignature,
  request: SealSignatureRequest,
  times: Times,
  primitives: Primitives,
): Promise<SignerReport> {
  const { trust, sm2Id } = request
  const certificate = readable(signature.signerCertificate)
  const { algorithm, toSign } = signature
  const raw = { algorithm, signature: signature.signature, message: [toSign], ...(sm2Id && { sm2Id }) }
  const refusal = { code: 'seals.signature', clause: SIGNATURE_CLAUSE }
  const findings = await judgeRawSignature(raw, certificate, refusal, primitives)
  const at = times.proven ?? trust.at
  const trusted = await certificateTrust('seals.signer-key-usage', certificate, trust, at, primitives)
  const signed = [...findings, ...judgeSignatureDigest(algorithm, trust, times.proven)]
  const steps = [
    step('seals.signature', SIGNATURE_CLAUSE, signed, signatureEvidence(schemeOfSeal(algorithm), certificate)),
    step(
      'seals.signer-listed',
      SIGNATURE_CLAUSE,
      await judgeListed(
        signature.seal.signers,
        signature.signerCertificate,
        algorithmTimes(trust, times.proven),
        primitives,
      ),
    ),
    step('seals.signing-time', SIGNATURE_CLAUSE, judgeSigningTime(signature.time, times, certificate)),
    ...trusted.steps,
  ]
  return {
    role: 'seal-signer',
    ...(certificate && { certificate }),
    steps,
    verdict: conclude(steps).verdict,
    technical: technicalOf(findings),
    times,
    ...(trusted.chain && { chain: trusted.chain }),
  }
}

/** The token over the signature value; in v1 it may stand in the place of the time. */
async function judgeSignatureTimestamp(
  signature: SealSignature,
  trust: TrustInputs,
  primitives: Primitives,
): Promise<TimestampReport | undefined> {
  const token = signature.timestamp
  return token && judgeToken(token, { trust, data: signature.signature }, primitives)
}

/** A token that contradicts what it sits on condemns it; one that is only untrusted proves nothing. */
function judgeTokenEffect(token: TimestampReport): Finding[] {
  if (token.indication === 'TOTAL_PASSED') return [note('seals.timestamp-proves', SIGNATURE_CLAUSE)]
  if (token.indication === 'TOTAL_FAILED')
    return [fatal('seals.timestamp-invalid', SIGNATURE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE')]
  return [note('seals.timestamp-not-trusted', SIGNATURE_CLAUSE)]
}

/** The digest below a signature, by the dated policy and by that of the verification. */
function judgeSignatureDigest(algorithm: string, trust: TrustInputs, proven: Instant | undefined): Finding[] {
  const scheme = schemeOfSeal(algorithm)
  return scheme ? judgeDigest(scheme.digest, algorithmTimes(trust, proven), 'signature') : []
}

async function certificateTrust(
  id: string,
  certificate: Certificate | undefined,
  trust: TrustInputs,
  at: Instant,
  primitives: Primitives,
): Promise<SignerTrust> {
  if (!certificate) return { steps: [] }
  const path = await judgeTrust(certificate, NOTHING_EMBEDDED, trust, { role: 'signer', at }, primitives)
  const usage = step(id, 'RFC 5280 §4.2.1.3', judgeKeyUsage(certificate))
  return { steps: [usage, ...path.steps], chain: chainLinks(path) }
}

function readable(der: Uint8Array): Certificate | undefined {
  const certificate = parseCertificate(der)
  return certificate.ok ? certificate.value : undefined
}

function technicalOf(signature: readonly Finding[]): Technical {
  const worst = worstEffect(signature)
  return worst === 'fatal' ? 'broken' : worst === 'unknown' ? 'unreadable' : 'intact'
}

/** The SEQUENCE that a v1 maker signs, as pieces: its contents are the slices that arrived. */
function sequenceOf(...contents: Uint8Array[]): Uint8Array[] {
  const length = contents.reduce((sum, one) => sum + one.length, 0)
  return [derHeader(TAG.sequence, length), ...contents]
}

function dialectOf(seal: Seal): string {
  return seal.version === 4 ? 'gbt38540-v4' : `gmt0031-v${seal.version}`
}

function unreadable(kind: 'seal' | 'seal-signature', trust: TrustInputs, error: ParseError): SealSignatureReport {
  const finding = fatal('seals.unreadable', SEAL_CLAUSE, 'FORMAT_FAILURE', { ...error })
  const steps = [step('seals.form', SEAL_CLAUSE, [finding])]
  return { kind, ...conclude(steps), technical: 'unreadable', times: { validation: trust.at }, signers: [], steps }
}
