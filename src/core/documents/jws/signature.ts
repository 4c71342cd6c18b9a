// One signature of a JWS with everything that hangs on it: headers, payload, certificate, timestamps, countersignatures, level
// (RFC 7515 §5.2; TS 119 182-1, clause unverified; EN 319 102-1 §5.5, §5.6).

import { judgeDigest } from '../../algorithm-policy.ts'
import { asciiOctets } from '../../asn1/write.ts'
import type { Json } from '../../bytes/strict-json.ts'
import { judgeTimes } from '../../cms/complete-signer.ts'
import { signatureEvidence } from '../../cms/evidence.ts'
import { judgeKeyUsage } from '../../cms/signer-certificate.ts'
import { judgeSignerTrust } from '../../cms/signer-trust.ts'
import { earliest } from '../../cms/timestamps.ts'
import { defect, fatal, note, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import { algorithmTimes, type TrustInputs } from '../../trust.ts'
import { conclude, type Finding, type Instant, type Judgement, type Step, step, type Technical } from '../../verdict.ts'
import type { SignatureLevel, SignerReport } from '../../verification-report.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { type JudgedStamps, judgeStamps, provenAt, reachedLevel } from '../stamps.ts'
import { algorithmNamed, type JwsAlgorithm, judgeAlgorithm, schemeFor, signatureOctets } from './algorithms.ts'
import { type Header, judgeHeader, readHeader } from './header.ts'
import { type Payload, resolvePayload, type Supplied } from './payload.ts'
import { type JwsSignature, readInnerJws, signedPrefix } from './serialization.ts'
import { findSigner } from './signer-certificate.ts'
import { claimedTime, isAdvanced, judgeStatements } from './statements.ts'
import { materialBefore, readUnsigned, stampsOf, type UnsignedProperties } from './unsigned.ts'

const CLAUSE = 'RFC 7515 §5.2'

export interface JwsSignatureQuestion {
  signature: JwsSignature
  payload: string | undefined
  /** Members of the document that belong to no serialisation. */
  strangers: readonly string[]
  supplied: Supplied
  trust: TrustInputs
  existedAt?: Instant
  /** How many countersignatures deep this one stands. */
  depth: number
}

export interface JudgedJwsSignature {
  judgement: Judgement
  report: SignerReport
  /** Of its timestamps and countersigners. */
  attached: SignerReport[]
}

export async function judgeJwsSignature(
  question: JwsSignatureQuestion,
  primitives: Primitives,
): Promise<JudgedJwsSignature> {
  const { signature, trust, existedAt, depth } = question
  const header = readHeader(signature)
  const unsigned = readUnsigned(signature)
  const material = (position: number) => materialBefore(signature, unsigned, position)
  const embedded = material(Number.POSITIVE_INFINITY)
  const payload = await resolvePayload(question.payload, header, question.supplied, primitives)
  const others = [...embedded.certificates, ...trust.intermediates, ...trust.anchors]
  const verifies = async (certificate: Certificate) =>
    (await verifySignature(signature, header, payload, certificate, primitives)).isIntact === true
  const signer = await findSigner(header.members, others, verifies, primitives)
  const { certificate } = signer
  const raw = await verifySignature(signature, header, payload, certificate, primitives)
  const stamps = await judgeStamps(
    stampsOf(signature, unsigned, payload.data),
    { trust, embedded, ...(existedAt !== undefined && { existedAt }) },
    primitives,
  )
  const proven = earliest([stamps.proven, existedAt])
  const strength = raw.digest ? judgeDigest(raw.digest, algorithmTimes(trust, proven), 'signature') : []
  const path = await judgeSignerTrust(certificate, embedded, trust, proven, primitives)
  const counter = await judgeCounterSignatures(question, unsigned, stamps, primitives)
  const claimed = claimedTime(header.members)
  const own = [
    step('jws.header', 'RFC 7515 §4', judgeHeader(signature, question.strangers)),
    step('jws.signer-certificate', 'RFC 7515 §4.1.6', signer.findings, signer.evidence),
    step('jws.algorithm', 'RFC 7518 §3.1', [...judgeAlgorithm(header.alg), ...raw.keyFindings, ...strength]),
    step('jws.payload', CLAUSE, settled(payload, raw), payload.evidence),
    step('jws.signature', CLAUSE, raw.findings, raw.evidence),
    ...(certificate ? [step('cms.key-usage', 'RFC 5280 §4.2.1.3', judgeKeyUsage(certificate))] : []),
  ]
  const steps = [
    ...own,
    ...judgeTimes({ claimed, proven, certificate, contentProofs: contentProofs(stamps) }, trust.at),
    ...judgeStatements(header.members),
    ...(unsigned.findings.length > 0
      ? [step('jws.unsigned', 'TS 119 182-1 §5.3 (clause unverified)', unsigned.findings)]
      : []),
    ...stamps.steps,
    ...path.steps,
    ...counter.steps,
  ]
  const judgement = conclude(steps)
  const technical = technicalOf(header, payload, raw)
  const isBaseline = technical === 'intact' && signer.isBound && own.every(({ status }) => status !== 'failed')
  const level: SignatureLevel | undefined =
    isBaseline && isAdvanced(header.members) && claimed !== undefined
      ? await reachedLevel({ certificate, stamps, materialBefore: material, trust }, primitives)
      : undefined
  const report: SignerReport = {
    role: depth === 0 ? 'signer' : 'countersigner',
    ...(certificate && { certificate }),
    steps,
    verdict: judgement.verdict,
    technical,
    times: {
      validation: trust.at,
      ...(claimed !== undefined && { claimed }),
      ...(proven !== undefined && { proven }),
    },
    ...(path.chain && { chain: path.chain }),
    ...(level && { level }),
  }
  return { judgement, report, attached: [...stamps.reports, ...counter.reports] }
}

function contentProofs({ judged }: JudgedStamps): Instant[] {
  return judged.flatMap(({ stamp, proof }) => (stamp.kind === 'content' && proof !== undefined ? proof : []))
}

interface RawAnswer {
  /** Absent: nothing could be computed. */
  isIntact?: boolean
  digest?: Parameters<typeof judgeDigest>[0]
  findings: Finding[]
  keyFindings: Finding[]
  evidence?: Step['evidence']
}

/** The signature by this key over header and payload. */
async function verifySignature(
  signature: JwsSignature,
  header: Header,
  { signed }: Payload,
  certificate: Certificate | undefined,
  primitives: Primitives,
): Promise<RawAnswer> {
  const algorithm = header.alg === undefined ? undefined : algorithmNamed(header.alg)
  const unchecked = [unknown('cms.signature-not-checked', CLAUSE, 'SIGNED_DATA_NOT_FOUND')]
  if (!algorithm || !certificate || !signature.signature) return { findings: unchecked, keyFindings: [] }
  const scheme = schemeFor(algorithm, certificate)
  if (!scheme) {
    const params = { alg: header.alg ?? '' }
    const mismatch = fatal('jws.alg-key-mismatch', 'RFC 7518 §3.1', 'SIG_CONSTRAINTS_FAILURE', params)
    return { isIntact: false, findings: unchecked, keyFindings: [mismatch] }
  }
  const evidence = signatureEvidence(scheme, certificate)
  const answer = { keyFindings: [], digest: scheme.digest, ...(evidence && { evidence }) }
  if (!signed) return { ...answer, findings: unchecked }
  const isIntact = await holds(
    signature,
    algorithm,
    [signedPrefix(signature), signed],
    { ...scheme, publicKey: certificate.publicKeyInfo },
    primitives,
  )
  return { ...answer, isIntact, findings: isIntact ? [] : [fatal('jws.signature', CLAUSE, 'SIG_CRYPTO_FAILURE')] }
}

type Check = Parameters<Primitives['verify']>[0]

async function holds(
  { signature = new Uint8Array() }: JwsSignature,
  algorithm: JwsAlgorithm,
  message: Check['message'],
  check: Omit<Check, 'message' | 'signature'>,
  primitives: Primitives,
): Promise<boolean> {
  const octets = signatureOctets(signature, algorithm)
  return octets !== undefined && primitives.verify({ ...check, message, signature: octets })
}

/** An empty payload that the signature holds over is what was signed: nothing. */
function settled({ findings }: Payload, { isIntact }: RawAnswer): Finding[] {
  const isEmpty = isIntact === true
  return findings.map((one) =>
    isEmpty && one.code === 'jws.content-missing' ? defect('jws.payload-empty', CLAUSE) : one,
  )
}

function technicalOf(header: Header, payload: Payload, { isIntact }: RawAnswer): Technical {
  if (!header.members) return 'unreadable'
  if (header.alg?.toLowerCase() === 'none') return 'no-signature'
  const isContradicted = payload.findings.some(
    ({ subIndication, effect }) => effect === 'fatal' && subIndication === 'HASH_FAILURE',
  )
  if (isContradicted) return 'broken'
  if (isIntact === undefined) return 'digest-only'
  const isGuess = payload.findings.some(({ code }) => code === 'jws.content-missing')
  if (isIntact) return 'intact'
  return isGuess ? 'digest-only' : 'broken'
}

const COUNTER_CLAUSE = 'TS 119 182-1 §5.3.2 (clause unverified)'
const MAX_DEPTH = 4
const MAX_COUNTERSIGNERS = 16

/** Each a JWS over the signature value of this one. They are unsigned: a broken one is a defect, and disproves nothing. */
async function judgeCounterSignatures(
  question: JwsSignatureQuestion,
  { properties }: UnsignedProperties,
  { judged }: JudgedStamps,
  primitives: Primitives,
): Promise<{ steps: Step[]; reports: SignerReport[] }> {
  const found = properties.filter(({ name }) => name === 'cSig')
  if (found.length === 0) return { steps: [], reports: [] }
  const taken = question.depth >= MAX_DEPTH ? [] : found.slice(0, MAX_COUNTERSIGNERS)
  const findings: Finding[] = []
  const reports: SignerReport[] = []
  if (taken.length < found.length) {
    findings.push(defect('cms.countersignatures-not-judged', COUNTER_CLAUSE, { count: found.length - taken.length }))
  }
  for (const { value, position } of taken) {
    const existedAt = earliest([question.existedAt, provenAt(position, judged)])
    const answer = await judgeCounterSignature(value, question, existedAt, primitives)
    findings.push(...answer.findings)
    reports.push(...answer.reports)
  }
  return { steps: [step('cms.countersignatures', COUNTER_CLAUSE, findings)], reports }
}

async function judgeCounterSignature(
  value: Json,
  question: JwsSignatureQuestion,
  existedAt: Instant | undefined,
  primitives: Primitives,
): Promise<{ findings: Finding[]; reports: SignerReport[] }> {
  const inner = readInnerJws(value)
  const [signature, ...more] = inner.ok ? inner.value.signatures : []
  if (!inner.ok || !signature || more.length > 0) {
    const params = inner.ok ? { code: 'jws.shape', offset: 0 } : { ...inner.error }
    return { findings: [defect('cms.countersignature-unreadable', COUNTER_CLAUSE, params)], reports: [] }
  }
  const judged: JudgedJwsSignature[] = []
  for (const content of countersigned(question.signature)) {
    const { existedAt: _, ...rest } = question
    judged.push(
      await judgeJwsSignature(
        {
          ...rest,
          signature,
          strangers: inner.value.strangers,
          payload: inner.value.payload,
          supplied: { content, detached: [] },
          ...(existedAt !== undefined && { existedAt }),
          depth: question.depth + 1,
        },
        primitives,
      ),
    )
    if (judged.at(-1)?.report.technical === 'intact') break
  }
  const last = judged.at(-1)
  if (!last) return { findings: [], reports: [] }
  const { report, attached } = last
  return { findings: effectOf(report), reports: [report, ...attached] }
}

/** The signature value as it is written, and the octets it stands for: writers differ, and both are the same value. */
function countersigned({ signatureText, signature }: JwsSignature): Uint8Array[] {
  return [asciiOctets(signatureText), ...(signature ? [signature] : [])]
}

function effectOf({ technical, verdict }: SignerReport): Finding[] {
  if (technical === 'broken') return [defect('cms.countersignature-broken', COUNTER_CLAUSE)]
  return verdict === 'VALID' ? [] : [note('cms.countersignature-not-valid', COUNTER_CLAUSE)]
}
