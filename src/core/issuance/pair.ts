// The two certificates of one SM2 credential: one for signatures, one for encryption, alike in everything but key and usage
// (GM/T 0015 and GB/T 38636; clauses unverified).

import { equalBytes } from '../bytes/bytes.ts'
import { fatal } from '../finding.ts'
import type { Finding } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf, type KeyUsage } from '../x509/extensions.ts'
import { keyStrength } from '../x509/key.ts'
import { sameName } from '../x509/names.ts'
import { certificateText } from '../x509/path-rules.ts'
import { isCa } from './leaf.ts'
import { isSameKey } from './same-key.ts'

const CLAUSE = 'GM/T 0015 (clause unverified)'
const ENCIPHERING: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment', 'keyAgreement']

export function isEncryptionCertificate(certificate: Certificate): boolean {
  const usages = extensionOf(certificate, 'keyUsage') ?? []
  const isForEncryption = usages.some((usage) => ENCIPHERING.includes(usage)) && !usages.includes('digitalSignature')
  return isForEncryption && !isCa(certificate) && keyStrength(certificate)?.family === 'sm2'
}

export interface Pairing {
  encryption?: Certificate
  findings: Finding[]
}

/** Finds the encryption certificate beside a signing certificate. Its signature is the caller's to check: the issuer is the same. */
export function pairFor(signing: Certificate, received: readonly Certificate[]): Pairing {
  if (keyStrength(signing)?.family !== 'sm2') return { findings: [] }
  const others = received.filter((one) => isEncryptionCertificate(one) && !equalBytes(one.raw, signing.raw))
  const [encryption, second] = others
  if (!encryption) return { findings: [] }
  const refuse = (what: string, params = {}) =>
    fatal(`reply.pair-${what}`, CLAUSE, 'CERTIFICATE_CHAIN_GENERAL_FAILURE', {
      certificate: certificateText(encryption),
      ...params,
    })
  if (second) return { findings: [refuse('several', { count: others.length })] }
  const findings: Finding[] = []
  if (isSameKey(encryption.publicKeyInfo, signing.publicKeyInfo)) findings.push(refuse('same-key'))
  if (!sameName(encryption.subject, signing.subject)) findings.push(refuse('subject-differs'))
  if (!sameName(encryption.issuer, signing.issuer)) findings.push(refuse('issuer-differs'))
  if (encryption.notBefore !== signing.notBefore || encryption.notAfter !== signing.notAfter)
    findings.push(refuse('validity-differs'))
  return { encryption, findings }
}
