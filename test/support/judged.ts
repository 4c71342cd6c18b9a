// The trust and the signatures that suites of judges share: the declared PKI, one user, one authority for timestamps.

import { openSigner, type SignerOptions } from '#adapters/keys/signer.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import {
  type AttributeValue,
  makeSignedData,
  type SignedDataOrder,
  type SignerOrder,
  signedAttributes,
} from '#adapters/pkijs/signed-data.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'
import type { TrustInputs } from '#core/trust.ts'
import { codesOf, type ReportBody } from '#core/verification-report.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificate, privateKey, REFERENCE } from '../fixtures/built.ts'

export const CONTENT = new TextEncoder().encode('上海市人力资源和社会保障局')

export function parsed(family: Family, label: string) {
  const result = parseCertificate(certificate(family, label))
  if (!result.ok) throw new Error(`${label}: ${result.error.code}`)
  return result.value
}

/** The root trusted, the issuing CA at hand, revocation not asked for, at the reference instant. */
export function trustIn(family: Family, changes: Partial<TrustInputs> = {}): TrustInputs {
  return {
    anchors: [parsed(family, 'root')],
    intermediates: [parsed(family, 'issuing')],
    crls: [],
    ocsps: [],
    at: REFERENCE,
    requireRevocation: false,
    ...changes,
  }
}

export const digestIn = (family: Family): DigestAlgorithm => (family === 'sm2' ? 'sm3' : 'sha256')

/** The usual attributes of the test user's signature over the content. */
export function userAttributes(family: Family, content: Uint8Array = CONTENT): AttributeValue[] {
  const boundTo = certificate(family, 'user-sign')
  return signedAttributes({ content, digest: digestIn(family), signingTime: REFERENCE, boundTo })
}

export interface UserSignature {
  label?: string
  options?: SignerOptions
  signer?: Partial<SignerOrder>
  data?: Partial<SignedDataOrder>
}

export function userSigner(family: Family, { label = 'user-sign', options = {}, signer = {} }: UserSignature = {}) {
  return {
    signer: openSigner(privateKey(family, label), options),
    certificate: certificate(family, label),
    attributes: userAttributes(family),
    ...signer,
  }
}

/** A message signed by the test user; everything can be changed. */
export function userSignature(family: Family, order: UserSignature = {}): Promise<Uint8Array> {
  const label = order.label ?? 'user-sign'
  return makeSignedData({
    content: CONTENT,
    signers: [userSigner(family, order)],
    certificates: [certificate(family, label)],
    ...order.data,
  })
}

/** Of the user of a family: signs whatever it is handed, which stays outside of the signature. */
export function detachedSigner(family: Family): (content: Uint8Array) => Promise<Uint8Array> {
  return (content) =>
    userSignature(family, {
      signer: { attributes: userAttributes(family, content) },
      data: { content, isDetached: true },
    })
}

/** Codes of every finding that did harm, in order. */
export function harm(body: ReportBody): string[] {
  const steps = [...body.steps, ...body.signers.flatMap((signer) => signer.steps)]
  const harmful = steps.flatMap((step) => step.findings).filter((finding) => finding.effect !== 'note')
  return codesOf(body).filter((code) => harmful.some((finding) => finding.code === code))
}
