// What signs a Signature.xml: a seal signature (GM/T 0031, GB/T 38540), a message of GB/T 35275, or the raw SM2 signature of old
// programs, which names nobody (GM/T 0099-2020 §7.2.2 as its implementations show, clause unverified). Told by its bytes, not by Type.

import { chainLinks } from '../../chain-links.ts'
import { signatureEvidence } from '../../cms/evidence.ts'
import { judgeCms } from '../../cms/judge.ts'
import { outerContentType, readSignedData } from '../../cms/signed-data.ts'
import { judgeKeyUsage } from '../../cms/signer-certificate.ts'
import { defect, fatal, unknown } from '../../finding.ts'
import { sm2SignatureToDer } from '../../gm/sm2.ts'
import type { Primitives } from '../../primitives.ts'
import { judgeSealSignature, type SealSignatureReport } from '../../seals/judge.ts'
import { schemeOfSeal } from '../../seals/raw-signature.ts'
import { judgeTrust, NOTHING_EMBEDDED, type TrustInputs } from '../../trust.ts'
import { conclude, type Step, step, type Technical } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { SIGNATURE_CLAUSE } from './signature-files.ts'

export type ValueKind = 'seal-signature' | 'cms' | 'raw' | 'unknown'

export interface SignedValueRequest {
  value: Uint8Array
  /** Octets of Signature.xml. */
  content: Uint8Array
  trust: TrustInputs
  sm2Id?: Uint8Array
}

const SM2_WITH_SM3 = '1.2.156.10197.1.501'
const SEQUENCE = 0x30

export function valueKindOf(value: Uint8Array): ValueKind {
  if (outerContentType(value) !== undefined || readSignedData(value).ok) return 'cms'
  if (sm2SignatureToDer(value).ok) return 'raw'
  return value[0] === SEQUENCE ? 'seal-signature' : 'unknown'
}

export async function judgeSignedValue(
  request: SignedValueRequest,
  primitives: Primitives,
): Promise<ReportBody & Pick<SealSignatureReport, 'seal' | 'signature'>> {
  const { value, content, trust, sm2Id } = request
  const options = { file: value, content, trust, ...(sm2Id && { sm2Id }) }
  switch (valueKindOf(value)) {
    case 'seal-signature':
      return judgeSealSignature(options, primitives)
    case 'cms':
      return judgeCms(options, primitives)
    case 'raw':
      return judgeRaw(request, primitives)
    default: {
      const finding = fatal('ofd.signed-value-unknown', SIGNATURE_CLAUSE, 'FORMAT_FAILURE', { bytes: value.length })
      return bodyOf(trust, [step('ofd.signed-value', SIGNATURE_CLAUSE, [finding])], 'unreadable')
    }
  }
}

/** No certificate and no time: it says something only to whoever brings the certificate. */
async function judgeRaw(request: SignedValueRequest, primitives: Primitives): Promise<ReportBody> {
  const { trust } = request
  const said = defect('ofd.signed-value-raw', SIGNATURE_CLAUSE)
  const certificate = await signerAmongSupplied(request, primitives)
  if (!certificate) {
    const refused = unknown('ofd.signer-unnamed', SIGNATURE_CLAUSE, 'NO_SIGNING_CERTIFICATE_FOUND')
    return bodyOf(trust, [step('ofd.signed-value', SIGNATURE_CLAUSE, [refused, said])], 'digest-only')
  }
  const path = await judgeTrust(certificate, NOTHING_EMBEDDED, trust, { role: 'signer', at: trust.at }, primitives)
  const evidence = signatureEvidence(schemeOfSeal(SM2_WITH_SM3), certificate)
  const steps = [
    step('ofd.signed-value', SIGNATURE_CLAUSE, [said], evidence),
    step('seals.signer-key-usage', 'RFC 5280 §4.2.1.3', judgeKeyUsage(certificate)),
    ...path.steps,
  ]
  const { verdict } = conclude(steps)
  const times = { validation: trust.at }
  const chain = chainLinks(path)
  const signer = { role: 'signer' as const, certificate, steps, verdict, technical: 'intact' as const, times, chain }
  return { kind: 'ofd', ...conclude(steps), technical: 'intact', times, signers: [signer], steps: [] }
}

async function signerAmongSupplied(
  { value, content, trust, sm2Id }: SignedValueRequest,
  primitives: Primitives,
): Promise<Certificate | undefined> {
  const scheme = schemeOfSeal(SM2_WITH_SM3)
  const encoded = sm2SignatureToDer(value)
  if (!scheme || !encoded.ok) return undefined
  const id = sm2Id && { sm2Id }
  for (const one of [...trust.intermediates, ...trust.anchors]) {
    const check = { ...scheme, publicKey: one.publicKeyInfo, message: [content], signature: encoded.value.der, ...id }
    if (await primitives.verify(check)) return one
  }
  return undefined
}

function bodyOf(trust: TrustInputs, steps: Step[], technical: Technical): ReportBody {
  return { kind: 'ofd', ...conclude(steps), technical, times: { validation: trust.at }, signers: [], steps }
}
