// One SignerInfo judged on its own: form, certificate, algorithms, attributes, digest, signature (RFC 5652 §5).
// Trust in the certificate, timestamps and countersignatures are judged by the callers, which know the anchors and the times.

import { type AlgorithmTimes, judgeDigest } from '../algorithm-policy.ts'
import type { Octets } from '../bytes/octets.ts'
import { fatal, note, unknown } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { type Finding, type Instant, type Step, step, type Technical } from '../verdict.ts'
import { digestAlgorithmOf, type SignatureScheme } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { schemeOf } from './algorithms.ts'
import { digestEvidence, referenceEvidence, signatureEvidence } from './evidence.ts'
import {
  claimedTime,
  judgeAlgorithms,
  judgeAttributeReplay,
  judgeAttributes,
  judgeForm,
  judgeMessageDigest,
  type SignerRole,
} from './rules.ts'
import { checkSignature } from './signature.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'
import { certificatesFor, chooseCertificate, judgeKeyUsage, judgeReferences } from './signer-certificate.ts'

export interface SignerQuestion {
  data: SignedData
  signer: SignerInfo
  role: SignerRole
  /** What the content-type attribute must say; absent for a countersignature. */
  contentType?: string | undefined
  /** The content octets; absent when nobody supplied them. */
  content?: Octets | undefined
  /** Certificates the signer may be found in: embedded, supplied, anchors. */
  candidates: readonly Certificate[]
  times: AlgorithmTimes
  sm2Id?: Uint8Array | undefined
}

export interface SignerAnswer {
  steps: Step[]
  technical: Technical
  certificate?: Certificate
  claimed?: Instant
}

/** Every rule runs and every finding is reported. Not checked here: path, revocation, timestamps, countersignatures. */
export async function judgeSigner(question: SignerQuestion, primitives: Primitives): Promise<SignerAnswer> {
  const { data, signer, role, content, contentType } = question
  const scheme = schemeOf(signer.signatureAlgorithm, signer.digestAlgorithm)
  const fitting = await certificatesFor(signer, question.candidates, primitives)
  const certificate = await chooseCertificate(signer, fitting, primitives)
  const digest = await contentDigest(signer, content, primitives)
  const attributes = [...judgeAttributes(signer, role, contentType), ...judgeAttributeReplay(signer, content)]
  const messageDigest = judgeMessageDigest(signer, digest)
  const signature = await judgeSignature(question, scheme, certificate, primitives)
  const steps = [
    step('cms.form', 'RFC 5652 §5.1', judgeForm(data, signer, role)),
    step('cms.signer-certificate', 'RFC 5652 §5.3', judgeFound(certificate, fitting.length)),
    step('cms.algorithms', 'RFC 5652 §10.1', [
      ...judgeAlgorithms(signer, scheme),
      ...judgeStrength(signer, scheme, question.times),
    ]),
    step('cms.attributes', 'RFC 5652 §11', attributes),
    step(
      'cms.message-digest',
      'RFC 5652 §11.2',
      [...messageDigest, ...judgeContentFound(content)],
      digestEvidence(signer, digest),
    ),
    step('cms.signature', 'RFC 5652 §5.6', signature.findings, signatureEvidence(scheme, certificate)),
    ...(await certificateSteps(question, certificate, primitives)),
  ]
  const claimed = claimedTime(signer)
  return {
    steps,
    technical: technicalOf(question, messageDigest, signature.isIntact),
    ...(certificate && { certificate }),
    ...(claimed !== undefined && { claimed }),
  }
}

async function contentDigest(
  signer: SignerInfo,
  content: Octets | undefined,
  primitives: Primitives,
): Promise<Uint8Array | undefined> {
  const algorithm = digestAlgorithmOf(signer.digestAlgorithm.oid)
  return algorithm && content && primitives.digest(algorithm, content)
}

function judgeFound(certificate: Certificate | undefined, fitting: number): Finding[] {
  const clause = 'RFC 5652 §5.3'
  if (!certificate) return [unknown('cms.signer-certificate-missing', clause, 'NO_SIGNING_CERTIFICATE_FOUND')]
  return fitting > 1 ? [note('cms.signer-certificate-ambiguous', clause, { count: fitting })] : []
}

function judgeStrength(signer: SignerInfo, scheme: SignatureScheme | undefined, times: AlgorithmTimes): Finding[] {
  const digests = new Set([digestAlgorithmOf(signer.digestAlgorithm.oid), scheme?.digest])
  return [...digests].flatMap((one) => (one ? judgeDigest(one, times, 'signature') : []))
}

function judgeContentFound(content: Octets | undefined): Finding[] {
  return content ? [] : [unknown('cms.content-missing', 'RFC 5652 §5.2', 'SIGNED_DATA_NOT_FOUND')]
}

async function judgeSignature(
  question: SignerQuestion,
  scheme: SignatureScheme | undefined,
  certificate: Certificate | undefined,
  primitives: Primitives,
): Promise<{ isIntact: boolean | undefined; findings: Finding[] }> {
  const { signer, data, content, sm2Id, role } = question
  const isCheckable = certificate && scheme && (signer.signedAttributes || content)
  if (!isCheckable) {
    return {
      isIntact: undefined,
      findings: [unknown('cms.signature-not-checked', 'RFC 5652 §5.6', 'SIGNED_DATA_NOT_FOUND')],
    }
  }
  if (signer.signature.length === 0) {
    return { isIntact: false, findings: [fatal('cms.signature-empty', 'RFC 5652 §5.3', 'FORMAT_FAILURE')] }
  }
  return checkSignature(
    {
      signer,
      scheme,
      publicKey: certificate.publicKeyInfo,
      content,
      contentInfo: role === 'signature' ? data.contentInfo : undefined,
      sm2Id,
    },
    primitives,
  )
}

async function certificateSteps(
  question: SignerQuestion,
  certificate: Certificate | undefined,
  primitives: Primitives,
): Promise<Step[]> {
  if (!certificate) return []
  const rule = { isMandatory: question.role === 'timestamp', candidates: question.candidates }
  const references = await judgeReferences(question.signer, certificate, rule, primitives)
  return [
    step(
      'cms.signing-certificate',
      'RFC 5035 §5.4',
      references,
      await referenceEvidence(question.signer, certificate, primitives),
    ),
    step('cms.key-usage', 'RFC 5280 §4.2.1.3', judgeKeyUsage(certificate)),
  ]
}

/** Without trust: broken when digest or signature contradict, digest-only when content or key was not there to compare. */
function technicalOf(question: SignerQuestion, messageDigest: Finding[], isIntact: boolean | undefined): Technical {
  const { signer, content } = question
  const isBroken = isIntact === false || messageDigest.some((finding) => finding.effect === 'fatal')
  if (isBroken) return 'broken'
  const isCompared = content && (!signer.signedAttributes || digestAlgorithmOf(signer.digestAlgorithm.oid))
  return isIntact && isCompared ? 'intact' : 'digest-only'
}
