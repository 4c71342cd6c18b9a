// References to certificates and revocation values (EN 319 132-1 annex A; TS 101 903 §7.4) against the values the signature carries:
// a value that has the right number but another hash is a contradiction, which is named.

import { equalBytes } from '../../../bytes/bytes.ts'
import { toHex } from '../../../bytes/hex.ts'
import { defect, note } from '../../../finding.ts'
import type { Primitives } from '../../../primitives.ts'
import { basicResponseIn } from '../../../revocation/basic-response.ts'
import type { EmbeddedMaterial } from '../../../trust.ts'
import { type Finding, type Step, step } from '../../../verdict.ts'
import { methodDigest } from '../algorithms.ts'
import { base64Of, unsigned } from '../key-info.ts'
import { DS, isXades, xadesChild } from '../names.ts'
import { childOf, elementsWithin, type XmlElement } from '../tree.ts'
import type { XadesProperties } from './properties.ts'
import { certificateNamed, readCertificateReference } from './signing-certificate.ts'
import { unsignedProperties } from './unsigned.ts'

const CLAUSE = 'EN 319 132-1 annex A (clause unverified)'
const MAX_REFERENCES = 200

/** No step when there are no references: they belong to the older forms C, X and X-L. */
export async function judgeReferencedValues(
  properties: XadesProperties | undefined,
  values: EmbeddedMaterial,
  primitives: Primitives,
): Promise<Step[]> {
  const holders = unsignedProperties(properties).map(({ element }) => element)
  const within = (locals: readonly string[], inner: readonly string[]) =>
    holders
      .filter((one) => isXades(one) && locals.includes(one.local))
      .flatMap((one) => [...elementsWithin(one)])
      .filter((one) => isXades(one) && inner.includes(one.local))
      .slice(0, MAX_REFERENCES)
  const certificates = within(['CompleteCertificateRefs', 'CompleteCertificateRefsV2'], ['Cert'])
  const revocations = within(['CompleteRevocationRefs'], ['CRLRef', 'OCSPRef'])
  if (certificates.length + revocations.length === 0) return []
  const findings: Finding[] = []
  for (const one of certificates) findings.push(...(await judgeCertificate(one, values, primitives)))
  for (const one of revocations) findings.push(...(await judgeRevocation(one, values, primitives)))
  return [step('cms.references', CLAUSE, findings)]
}

async function judgeCertificate(cert: XmlElement, { certificates }: EmbeddedMaterial, primitives: Primitives) {
  const reference = readCertificateReference(cert)
  const { serial, hash = new Uint8Array() } = reference
  if (await certificateNamed([reference], certificates, primitives)) return []
  const params = { serial: serial?.toString(16) ?? '', hash: toHex(hash.subarray(0, 64)) }
  const isContradicted = serial !== undefined && certificates.some((one) => unsigned(one.serial) === serial)
  return isContradicted
    ? [defect('cms.certificate-reference-mismatch', CLAUSE, params)]
    : [note('cms.reference-without-value', CLAUSE, params)]
}

async function judgeRevocation(reference: XmlElement, values: EmbeddedMaterial, primitives: Primitives) {
  const holder = xadesChild(reference, 'DigestAlgAndValue')
  const digest = holder && methodDigest(holder)
  const hash = base64Of(childOf(holder, DS, 'DigestValue'))
  if (!holder || !digest || !hash) return []
  const candidates =
    reference.local === 'CRLRef' ? values.crls : values.ocsps.flatMap((one) => [one, ...basicResponseIn(one)])
  for (const one of candidates) if (equalBytes(await primitives.digest(digest, one), hash)) return []
  const shown = toHex(hash.subarray(0, 64))
  return candidates.length > 0
    ? [defect('cms.revocation-reference-mismatch', CLAUSE, { hash: shown })]
    : [note('cms.reference-without-value', CLAUSE, { serial: '', hash: shown })]
}
