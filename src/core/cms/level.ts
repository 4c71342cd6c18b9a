// Which level of a CAdES signature verified, not which one it was meant to have (EN 319 122-1 §6): B by its own attributes, T by a
// valid timestamp, LT when what it carries is enough to judge it without asking anybody, LTA when a valid archive timestamp covers that.

import { OID } from '../asn1/oids.ts'
import type { Eventual, Primitives } from '../primitives.ts'
import { type EmbeddedMaterial, judgeTrust, type TrustInputs } from '../trust.ts'
import type { Instant } from '../verdict.ts'
import type { SignatureLevel } from '../verification-report.ts'
import type { Certificate } from '../x509/certificate.ts'
import { attributesOf } from './attributes.ts'
import { isArchive } from './carried.ts'
import { readMaterial } from './embedded.ts'
import type { Covered } from './hash-index.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'
import type { SignerAnswer } from './signer.ts'
import type { JudgedTimestamp, SignatureTimestamps } from './timestamps.ts'

export interface LevelQuestion {
  answer: SignerAnswer
  timestamps: SignatureTimestamps
  data: SignedData
  signer: SignerInfo
  trust: TrustInputs
}

/** Absent when the signature is not intact, or has no reference to its certificate: it is then no advanced signature. */
export function verifiedLevel(question: LevelQuestion, primitives: Primitives): Eventual<SignatureLevel | undefined> {
  const { answer, timestamps } = question
  if (!isBaseline(question)) return undefined
  const stamp = timestamps.judged.find(({ token, proof }) => token.kind === 'signature' && proof !== undefined)
  if (!stamp || timestamps.proven === undefined || !answer.certificate) return 'B'
  return stampedLevel(question, stamp, primitives)
}

async function stampedLevel(
  question: LevelQuestion,
  stamp: JudgedTimestamp,
  primitives: Primitives,
): Promise<SignatureLevel> {
  const { timestamps } = question
  const carried = materialOf(question)
  const suffices = (material: EmbeddedMaterial) => isSelfContained(question, stamp, material, primitives)
  if (!(await suffices(carried))) return 'T'
  const archives = timestamps.judged.filter(({ token, proof }) => isArchive(token.kind) && proof !== undefined)
  for (const { stamped } of archives) {
    if (stamped.covered && (await suffices(coveredMaterial(question, stamped.covered)))) return 'LTA'
  }
  return 'LT'
}

/** Intact, its attributes in order, its certificate bound by a signed reference. */
function isBaseline({ answer, signer }: LevelQuestion): boolean {
  const references = [OID.signingCertificate, OID.signingCertificateV2].flatMap((type) =>
    attributesOf(signer.signedAttributes, type),
  )
  const isSound = answer.steps.every((one) => one.status !== 'failed')
  return answer.technical === 'intact' && references.length > 0 && isSound
}

function materialOf({ data, signer, timestamps }: LevelQuestion): EmbeddedMaterial {
  return readMaterial(
    data,
    signer,
    timestamps.judged.map((one) => one.token),
  )
}

/** What of the material an archive timestamp covers: the values it lists, and the tokens that stand among them. */
function coveredMaterial({ data, signer, timestamps }: LevelQuestion, covered: Covered): EmbeddedMaterial {
  const attributes = (signer.unsignedAttributes?.attributes ?? []).map((one) => ({
    ...one,
    values: one.values.filter((value) => covered.values.includes(value)),
  }))
  const unsigned = signer.unsignedAttributes && { unsignedAttributes: { ...signer.unsignedAttributes, attributes } }
  return readMaterial(
    { ...data, certificates: covered.certificates, crls: covered.crls, ocspResponses: covered.ocspResponses },
    { ...signer, ...unsigned },
    timestamps.judged.map((one) => one.token).filter((token) => covered.values.includes(token.value)),
  )
}

/** The signer at the proven time and the authority of its timestamp, each with a path and revocation answers from within. */
async function isSelfContained(
  { answer, timestamps, trust }: LevelQuestion,
  stamp: JudgedTimestamp,
  material: EmbeddedMaterial,
  primitives: Primitives,
): Promise<boolean> {
  const alone: TrustInputs = { ...trust, intermediates: [], crls: [], ocsps: [], requireRevocation: true }
  const authority = stamp.report.signers[0]?.certificate
  const holds = async (certificate: Certificate | undefined, role: 'signer' | 'timestamp', at: Instant) =>
    certificate !== undefined &&
    (await judgeTrust(certificate, material, alone, { role, at }, primitives)).judgement.indication === 'TOTAL_PASSED'
  const proven = timestamps.proven ?? trust.at
  return (
    (await holds(answer.certificate, 'signer', proven)) && (await holds(authority, 'timestamp', stamp.proof ?? proven))
  )
}
