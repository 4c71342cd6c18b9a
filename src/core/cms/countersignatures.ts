// Countersignatures: each a SignerInfo over the signature value of another (RFC 5652 §11.4). They stand outside the signature, so
// anybody can add one: a broken one is a defect of the message and never proves or disproves the signature it sits in.

import { parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { defect, note } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { algorithmTimes, type TrustInputs } from '../trust.ts'
import { conclude, type Finding, type Step, step, type Times } from '../verdict.ts'
import type { SignerReport } from '../verification-report.ts'
import { attributesOf } from './attributes.ts'
import { readEmbedded } from './embedded.ts'
import { readSignerInfo, type SignedData, type SignerInfo } from './signed-data.ts'
import { judgeSigner } from './signer.ts'
import { judgeSignerTrust } from './signer-trust.ts'

export interface CountersignedMessage {
  data: SignedData
  trust: TrustInputs
  sm2Id?: Uint8Array
}

export interface Countersignatures {
  steps: Step[]
  reports: SignerReport[]
}

/** Each is a SignerInfo over the signature value (RFC 5652 §11.4). Countersignatures of countersignatures are not followed. */
export async function judgeCountersignatures(
  question: CountersignedMessage,
  signer: SignerInfo,
  primitives: Primitives,
): Promise<Countersignatures> {
  const clause = 'RFC 5652 §11.4'
  const values = attributesOf(signer.unsignedAttributes, OID.counterSignature).flatMap((one) => one.values)
  if (values.length === 0) return { steps: [], reports: [] }
  const findings: Finding[] = []
  const reports: SignerReport[] = []
  for (const value of values) {
    const read = parsing(() => readSignerInfo(value))
    if (!read.ok) {
      findings.push(defect('cms.countersignature-unreadable', clause, { ...read.error }))
      continue
    }
    const report = await judgeCountersigner(question, read.value, signer.signature, primitives)
    reports.push(report)
    if (report.technical === 'broken') findings.push(defect('cms.countersignature-broken', clause))
    else if (report.verdict !== 'VALID') findings.push(note('cms.countersignature-not-valid', clause))
  }
  return { steps: [step('cms.countersignatures', clause, findings)], reports }
}

async function judgeCountersigner(
  question: CountersignedMessage,
  signer: SignerInfo,
  signature: Uint8Array,
  primitives: Primitives,
): Promise<SignerReport> {
  const { data, trust, sm2Id } = question
  const embedded = readEmbedded(data, signer)
  const candidates = [...embedded.certificates, ...trust.intermediates, ...trust.anchors]
  const answer = await judgeSigner(
    {
      data,
      signer,
      role: 'countersignature',
      content: signature,
      candidates,
      times: algorithmTimes(trust),
      ...(sm2Id && { sm2Id }),
    },
    primitives,
  )
  const steps = [
    ...answer.steps,
    ...(await judgeSignerTrust(answer.certificate, embedded, trust, undefined, primitives)),
  ]
  const times: Times = { validation: trust.at, ...(answer.claimed !== undefined && { claimed: answer.claimed }) }
  const { certificate, technical } = answer
  return {
    role: 'countersigner',
    ...(certificate && { certificate }),
    steps,
    verdict: conclude(steps).verdict,
    technical,
    times,
  }
}
