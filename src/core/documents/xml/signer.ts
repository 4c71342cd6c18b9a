// One ds:Signature with everything that hangs on it: references, certificate, signature value, properties, timestamps,
// countersignatures, level (XMLDSig 1.1 §3.2; EN 319 132-1; EN 319 102-1 §5.5, §5.6). Only what was verified here is reported as signed.

import { judgeDigest } from '../../algorithm-policy.ts'
import { judgeTimes } from '../../cms/complete-signer.ts'
import { signatureEvidence } from '../../cms/evidence.ts'
import { judgeKeyUsage } from '../../cms/signer-certificate.ts'
import { judgeSignerTrust } from '../../cms/signer-trust.ts'
import { earliest } from '../../cms/timestamps.ts'
import { defect, fatal, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import { algorithmTimes, type EmbeddedMaterial } from '../../trust.ts'
import { conclude, type Finding, type Instant, type Step, step, type Technical } from '../../verdict.ts'
import type { SignerReport } from '../../verification-report.ts'
import type { SignatureScheme } from '../../x509/algorithms.ts'
import { type JudgedStamps, joinedMaterial, judgeStamps, reachedLevel } from '../stamps.ts'
import { canonicalisationOf, type MethodReading, readSignatureMethod } from './algorithms.ts'
import { readKeyInfo } from './key-info.ts'
import { type JudgedReference, judgeDigestStrength, judgeReferences } from './references.ts'
import { checkValue, type ValueAnswer } from './signature-value.ts'
import { type FoundSigner, findSigner } from './signer-certificate.ts'
import { readSignature, type XmlSignature } from './structure.ts'
import { canonicalElement } from './transforms.ts'
import { attributeOf, pathOf, type XmlElement } from './tree.ts'
import { type JudgedXmlSignature, judgeCounterSignatures, type SignatureQuestion } from './xades/countersignatures.ts'
import { findProperties } from './xades/properties.ts'
import { judgeReferencedValues } from './xades/references.ts'
import { certificateReferences, judgeSigningCertificate } from './xades/signing-certificate.ts'
import { stampsOf } from './xades/stamped.ts'
import { claimedTime, judgeStatements } from './xades/statements.ts'
import { materialBefore } from './xades/unsigned.ts'

export async function judgeXmlSignature(
  question: SignatureQuestion,
  primitives: Primitives,
): Promise<JudgedXmlSignature> {
  const read = readSignature(question.element)
  if (!read.ok) {
    const { code, element, line } = read.error
    const form = step('xml.form', 'XMLDSig 1.1 §4', [
      fatal(code, 'XMLDSig 1.1 §4', 'FORMAT_FAILURE', { element, line }),
    ])
    return reportOf(question, [form], 'unreadable', {})
  }
  return judgeRead(question, read.value, primitives)
}

async function judgeRead(
  question: SignatureQuestion,
  signature: XmlSignature,
  primitives: Primitives,
): Promise<JudgedXmlSignature> {
  const { sources, trust, existedAt, sm2Id } = question
  const judged = await judgeReferences(signature.references, sources, primitives)
  const { properties, findings: found } = findProperties(signature, judged, sources.document)
  const keyInfo = readKeyInfo(signature.keyInfo)
  const material = (position: number): EmbeddedMaterial =>
    joinedMaterial([{ certificates: keyInfo.certificates, crls: [], ocsps: [] }, materialBefore(properties, position)])
  const embedded = material(Number.POSITIVE_INFINITY)
  const value = await prepareValue(question, signature, primitives)
  const references = certificateReferences(properties)
  const signer = await findSigner(
    {
      keyInfo,
      references,
      others: [...embedded.certificates, ...trust.intermediates, ...trust.anchors],
      verifies: async (key) => (await value.check(key))?.isGood === true,
    },
    primitives,
  )
  const { certificate } = signer
  const stamps = await judgeStamps(
    await stampsOf({ signature, properties, judged, sources }, primitives),
    { trust, embedded, ...(existedAt !== undefined && { existedAt }), ...(sm2Id && { sm2Id }) },
    primitives,
  )
  const proven = earliest([stamps.proven, existedAt])
  const claimed = claimedTime(properties)
  const isKeyInfoSigned = signature.keyInfo !== undefined && signsExactly(judged, signature.keyInfo)
  const answer = signer.publicKey && (await value.check(signer.publicKey))
  const own = [
    ...ownSteps({ question, signature, judged, signer, value, answer, proven }),
    ...(properties || found.length > 0 ? [step('xades.properties', 'EN 319 132-1 §4.4', found)] : []),
    ...(certificate && properties
      ? [await judgeSigningCertificate(references, certificate, isKeyInfoSigned, primitives)]
      : []),
  ]
  const path = await judgeSignerTrust(certificate, embedded, trust, proven, primitives)
  const counter = await judgeCounterSignatures(question, properties, signature, stamps, judgeXmlSignature, primitives)
  const steps = [
    ...own,
    ...judgeTimes({ claimed, proven, certificate, contentProofs: contentProofs(stamps) }, trust.at),
    ...judgeStatements(properties, signature, sources.document),
    ...stamps.steps,
    ...(await judgeReferencedValues(properties, embedded, primitives)),
    ...path.steps,
    ...counter.steps,
  ]
  const technical = technicalOf(judged, answer)
  const isBound = properties?.signedProperties !== undefined && (references.length > 0 || isKeyInfoSigned)
  const isBaseline = technical === 'intact' && isBound && own.every(({ status }) => status !== 'failed')
  const level = isBaseline && (await reachedLevel({ certificate, stamps, materialBefore: material, trust }, primitives))
  return reportOf(question, steps, technical, {
    references: judged,
    attached: [...stamps.reports, ...counter.reports],
    report: {
      ...(certificate && { certificate }),
      ...(path.chain && { chain: path.chain }),
      ...(level && { level }),
    },
    times: { ...(claimed !== undefined && { claimed }), ...(proven !== undefined && { proven }) },
  })
}

interface OwnParts {
  question: SignatureQuestion
  signature: XmlSignature
  judged: readonly JudgedReference[]
  signer: FoundSigner
  value: PreparedValue
  answer: ValueAnswer | undefined
  proven: Instant | undefined
}

/** What XMLDSig itself asks of a signature. */
function ownSteps({ question, signature, judged, signer, value, answer, proven }: OwnParts): Step[] {
  const times = algorithmTimes(question.trust, proven)
  const { certificate } = signer
  return [
    step('xml.signer-certificate', 'XMLDSig 1.1 §4.5', signer.findings),
    step('xml.algorithms', 'XMLDSig 1.1 §6', [
      ...methodFindings(value.method, signature),
      ...(value.scheme ? judgeDigest(value.scheme.digest, times, 'signature') : []),
      ...judgeDigestStrength(judged, times),
    ]),
    step('xml.references', 'XMLDSig 1.1 §3.2.1', [
      ...judged.flatMap((one) => one.findings),
      ...countersigns(question, judged),
    ]),
    step(
      'xml.signature',
      'XMLDSig 1.1 §3.2.2',
      valueFindings(answer, value, signer),
      signatureEvidence(value.scheme, certificate),
    ),
    ...(certificate ? [step('cms.key-usage', 'RFC 5280 §4.2.1.3', judgeKeyUsage(certificate))] : []),
  ]
}

interface ReportParts {
  references?: readonly JudgedReference[]
  attached?: SignerReport[]
  report?: Pick<SignerReport, 'certificate' | 'chain' | 'level'>
  times?: Omit<SignerReport['times'], 'validation'>
}

function reportOf(
  { trust, depth, element }: SignatureQuestion,
  steps: Step[],
  technical: Technical,
  { references = [], attached = [], report = {}, times = {} }: ReportParts,
): JudgedXmlSignature {
  const place = step('xml.place', 'XMLDSig 1.1 §4', [], { path: pathOf(element).slice(0, 300), line: element.line })
  const judgement = conclude(steps)
  return {
    judgement,
    report: {
      role: depth === 0 ? 'signer' : 'countersigner',
      ...report,
      steps: [place, ...steps],
      verdict: judgement.verdict,
      technical,
      times: { validation: trust.at, ...times },
    },
    attached,
    references: technical === 'intact' ? references : [],
  }
}

interface PreparedValue {
  method: MethodReading
  scheme?: SignatureScheme
  /** Why nothing can be checked with any key. */
  obstacle?: Finding
  check: (publicKey: Uint8Array) => Promise<ValueAnswer | undefined>
}

/** SignedInfo is canonicalised once, and every key asked once. */
async function prepareValue(
  { sources, sm2Id }: SignatureQuestion,
  signature: XmlSignature,
  primitives: Primitives,
): Promise<PreparedValue> {
  const clause = 'XMLDSig 1.1 §3.2.2'
  const method = readSignatureMethod(signature.signatureMethod)
  const scheme = typeof method === 'string' ? undefined : method.scheme
  const how = canonicalisationOf(signature.canonicalizationMethod)
  const nothing = { method, ...(scheme && { scheme }), check: async () => undefined }
  if (!how) {
    const algorithm = (attributeOf(signature.canonicalizationMethod, 'Algorithm') ?? '').slice(0, 200)
    return {
      ...nothing,
      obstacle: unknown('xml.canonicalisation-unknown', clause, 'SIG_CONSTRAINTS_FAILURE', { algorithm }),
    }
  }
  const { value } = signature
  if (!value || value.length === 0) {
    const isGood = async () => ({ isGood: false, isForeignEncoding: false })
    return { ...nothing, check: isGood, obstacle: fatal('xml.signature-value-malformed', clause, 'FORMAT_FAILURE') }
  }
  const signedInfo = await canonicalElement(sources.document, signature.signedInfo, how, primitives)
  if (!signedInfo.ok) {
    const { detail } = signedInfo.error
    return { ...nothing, obstacle: unknown('xml.signed-info-not-canonical', clause, 'FORMAT_FAILURE', { detail }) }
  }
  if (!scheme) return nothing
  const answers = new Map<string, ValueAnswer>()
  const check = async (publicKey: Uint8Array) => {
    const key = publicKey.join()
    const question = { scheme, publicKey, signedInfo: signedInfo.value, value, ...(sm2Id && { sm2Id }) }
    const answer = answers.get(key) ?? (await checkValue(question, primitives))
    answers.set(key, answer)
    return answer
  }
  return { method, scheme, check }
}

function methodFindings(method: MethodReading, { signatureMethod }: XmlSignature): Finding[] {
  const params = { algorithm: (attributeOf(signatureMethod, 'Algorithm') ?? '').slice(0, 200) }
  const clause = 'XMLDSig 1.1 §6.4'
  if (method === 'hmac') return [fatal('xml.signature-method-hmac', clause, 'SIG_CONSTRAINTS_FAILURE', params)]
  if (typeof method !== 'string') return []
  const code = method === 'parameters' ? 'xml.signature-method-parameters' : 'xml.signature-method-unknown'
  return [unknown(code, clause, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', params)]
}

function valueFindings(
  answer: ValueAnswer | undefined,
  { obstacle }: PreparedValue,
  { publicKey }: FoundSigner,
): Finding[] {
  const clause = 'XMLDSig 1.1 §3.2.2'
  if (obstacle) return [obstacle]
  if (!answer || !publicKey) return [unknown('cms.signature-not-checked', clause, 'SIGNED_DATA_NOT_FOUND')]
  if (answer.isGood) return answer.isForeignEncoding ? [defect('xml.signature-der', 'RFC 9231 §2.3.6')] : []
  if (answer.deviation === 'empty-id') return [fatal('cms.sm2-empty-id', clause, 'SIG_CRYPTO_FAILURE')]
  if (answer.deviation === 'no-za') return [fatal('cms.sm2-no-za', clause, 'SIG_CRYPTO_FAILURE')]
  return [fatal('xml.signature-value', clause, 'SIG_CRYPTO_FAILURE')]
}

/** A countersignature that does not sign the value it stands under signs something else. */
function countersigns({ countersigned }: SignatureQuestion, judged: readonly JudgedReference[]): Finding[] {
  if (!countersigned || signsExactly(judged, countersigned)) return []
  return [fatal('xades.countersigns-nothing', 'EN 319 132-1 §5.2.7.2', 'SIG_CONSTRAINTS_FAILURE')]
}

/** Whether a reference takes in this element itself. */
function signsExactly(judged: readonly JudgedReference[], element: XmlElement): boolean {
  return judged.some(({ dereferenced, state }) => {
    const covered = dereferenced?.covered
    return state === 'good' && covered?.kind === 'nodes' && !covered.isTextOnly && covered.apex === element
  })
}

function contentProofs({ judged }: JudgedStamps): Instant[] {
  return judged.flatMap(({ stamp, proof }) => (stamp.kind === 'content' && proof !== undefined ? proof : []))
}

/**
 * Without trust: broken when a digest or the value contradicts, digest-only when data or key were not there to compare. A file that a
 * manifest lists and nobody supplied leaves the signature itself as it is (XMLDSig 1.1 §5.1).
 */
function technicalOf(judged: readonly JudgedReference[], answer: ValueAnswer | undefined): Technical {
  const isContradicted = judged.some(({ findings }) => findings.some(({ effect }) => effect === 'fatal'))
  if (answer?.isGood === false || isContradicted) return 'broken'
  const isCompared = judged.every(({ state, isManifestEntry }) => state === 'good' || isManifestEntry)
  return answer?.isGood && isCompared ? 'intact' : 'digest-only'
}
