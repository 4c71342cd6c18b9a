// Whose certificate a signature means (XMLDSig 1.1 §4.5.4): the one the signed properties name; else the one in KeyInfo whose key
// verifies. KeyInfo is rarely signed: it proposes, and only what verifies counts.

import { equalBytes } from '../../bytes/bytes.ts'
import { fatal, note, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import type { Finding } from '../../verdict.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { type KeyInfo, leavesFirst } from './key-info.ts'
import { type CertificateReference, certificateNamed } from './xades/signing-certificate.ts'

const CLAUSE = 'XMLDSig 1.1 §4.5'
/** Each candidate costs a signature check. */
const MAX_TRIED = 24

export interface SignerQuestion {
  keyInfo: KeyInfo
  /** Of the signed properties. */
  references: readonly CertificateReference[]
  /** Carried elsewhere in the signature, supplied, anchors. */
  others: readonly Certificate[]
  verifies: (publicKeyInfo: Uint8Array) => Promise<boolean>
}

export interface FoundSigner {
  certificate?: Certificate
  /** The key to check with: the certificate's, else a bare one. */
  publicKey?: Uint8Array
  findings: Finding[]
}

export async function findSigner(question: SignerQuestion, primitives: Primitives): Promise<FoundSigner> {
  const { keyInfo } = question
  const certificate = await chooseCertificate(question, primitives)
  const findings: Finding[] = []
  if (keyInfo.unreadable > 0) {
    findings.push(unknown('xml.certificate-unreadable', CLAUSE, 'FORMAT_FAILURE', { count: keyInfo.unreadable }))
  }
  if (!certificate) {
    findings.push(unknown('xml.signer-certificate-missing', CLAUSE, 'NO_SIGNING_CERTIFICATE_FOUND'))
    return { findings, ...(keyInfo.publicKey && { publicKey: keyInfo.publicKey }) }
  }
  if (keyInfo.publicKey && !equalBytes(keyInfo.publicKey, certificate.publicKeyInfo)) {
    findings.push(fatal('xml.key-value-mismatch', CLAUSE, 'SIG_CONSTRAINTS_FAILURE'))
  }
  if (!keyInfo.certificates.includes(certificate)) findings.push(note('xml.signer-certificate-elsewhere', CLAUSE))
  return { certificate, publicKey: certificate.publicKeyInfo, findings }
}

async function chooseCertificate(
  { keyInfo, references, others, verifies }: SignerQuestion,
  primitives: Primitives,
): Promise<Certificate | undefined> {
  const proposed = await hinted(keyInfo, primitives)
  const named = await certificateNamed(references, [...proposed, ...others], primitives)
  if (named) return (await verifies(named.publicKeyInfo)) ? named : ((await firstThat(verifies, proposed)) ?? named)
  return (await firstThat(verifies, [...proposed, ...others])) ?? proposed[0]
}

async function firstThat(
  verifies: SignerQuestion['verifies'],
  candidates: readonly Certificate[],
): Promise<Certificate | undefined> {
  for (const one of candidates.slice(0, MAX_TRIED)) if (await verifies(one.publicKeyInfo)) return one
  return undefined
}

/** The certificates that every hint fits come first, then leaves, then the rest. */
async function hinted({ certificates, hints }: KeyInfo, primitives: Primitives): Promise<Certificate[]> {
  const leaves = leavesFirst(certificates)
  const fits = await Promise.all(
    leaves.map(async (one) => (await Promise.all(hints.map((hint) => hint(one, primitives)))).every(Boolean)),
  )
  return [...leaves.filter((_, index) => fits[index]), ...leaves.filter((_, index) => !fits[index])]
}
