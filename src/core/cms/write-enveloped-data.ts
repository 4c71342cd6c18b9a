// EnvelopedData for one recipient as it is written (RFC 5652 §6 with a key transported; GB/T 35275 for SM2, clause unverified). What is
// encrypted, and how, is the caller's: here it is laid out.

import { OID } from '../asn1/oids.ts'
import { explicit, implicit, integer, octetString, oid, sequence, set } from '../asn1/write.ts'
import type { Certificate } from '../x509/certificate.ts'

export interface Enveloped {
  recipient: Pick<Certificate, 'issuer' | 'serial'>
  /** `gm`: the object identifiers and version numbers of GB/T 35275. */
  dialect: 'cms' | 'gm'
  /** DER of the AlgorithmIdentifier by which the content key is encrypted, and of that of the content. */
  keyEncryption: Uint8Array
  encryptedKey: Uint8Array
  contentEncryption: Uint8Array
  encryptedContent: Uint8Array
}

/** DER of a ContentInfo. */
export function writeEnvelopedData(parts: Enveloped): Uint8Array {
  const { recipient, keyEncryption, encryptedKey, contentEncryption, encryptedContent } = parts
  const isGm = parts.dialect === 'gm'
  const version = integer(isGm ? 1 : 0)
  const named = sequence(recipient.issuer.raw, integer(recipient.serial))
  const transported = sequence(version, named, keyEncryption, octetString(encryptedKey))
  const type = oid(isGm ? OID.gmData : OID.data)
  const content = sequence(type, contentEncryption, implicit(0, octetString(encryptedContent)))
  const enveloped = sequence(version, set(transported), content)
  return sequence(oid(isGm ? OID.gmEnvelopedData : OID.envelopedData), explicit(0, enveloped))
}
