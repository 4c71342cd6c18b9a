// Encrypts a copy so that its recipient alone reads it: SM4-CBC under a key encrypted by SM2, or AES-256-CBC under one by RSA-OAEP. Nobody
// can tell from it who wrote it: that is what the receipt and the chain of digests are for.

import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { encryptSm2 } from '#adapters/keys/sm2-envelope.node.ts'
import { OID } from '#core/asn1/oids.ts'
import { explicit, nullValue, octetString, oid, sequence } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { writeEnvelopedData } from '#core/cms/write-enveloped-data.ts'
import { sm2PointOf } from '#core/gm/sm2.ts'
import { writeSm2Ciphertext } from '#core/keystores/sm2-envelope.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { keyKindOf } from '#core/x509/key.ts'

/** Why nothing can be encrypted for this certificate; `undefined`: it can. NOT checked: its path and revocation. */
export function recipientProblem(certificate: Certificate): string | undefined {
  const { algorithm } = keyKindOf(certificate)
  if (algorithm !== 'SM2' && algorithm !== 'RSA') return `its key is ${algorithm}: SM2 or RSA`
  const usage = extensionOf(certificate, 'keyUsage')
  return usage && !usage.includes('keyEncipherment') ? 'its key usage is not for encryption' : undefined
}

/** DER of an EnvelopedData. @throws Error for a certificate that takes none */
export function sealForRecipient(recipient: Certificate, content: Uint8Array): Uint8Array {
  const problem = recipientProblem(recipient)
  if (problem !== undefined) throw new Error(`the recipient’s certificate: ${problem}`)
  const key = new Uint8Array(randomBytes(keyKindOf(recipient).algorithm === 'SM2' ? 16 : 32))
  try {
    return keyKindOf(recipient).algorithm === 'SM2' ? bySm2(recipient, key, content) : byRsa(recipient, key, content)
  } finally {
    key.fill(0)
  }
}

function bySm2(recipient: Certificate, key: Uint8Array, content: Uint8Array): Uint8Array {
  const point = sm2PointOf(recipient.publicKeyInfo)
  if (!point) throw new Error('an SM2 key without its point')
  const encryptedKey = writeSm2Ciphertext(encryptSm2(point, key))
  const keyEncryption = sequence(oid(OID.sm2Encrypt), nullValue())
  return writeEnvelopedData({
    recipient,
    dialect: 'gm',
    keyEncryption,
    encryptedKey,
    ...encrypted('sm4-cbc', OID.sm4Cbc, key, content),
  })
}

function byRsa(recipient: Certificate, key: Uint8Array, content: Uint8Array): Uint8Array {
  const publicKey = createPublicKey({ key: Buffer.from(recipient.publicKeyInfo), format: 'der', type: 'spki' })
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
  const encryptedKey = new Uint8Array(publicEncrypt({ key: publicKey, ...padding }, key))
  const sha256 = sequence(oid(OID.sha256), nullValue())
  const masked = sequence(oid(OID.mgf1), sha256)
  const keyEncryption = sequence(oid(OID.rsaOaep), sequence(explicit(0, sha256), explicit(1, masked)))
  return writeEnvelopedData({
    recipient,
    dialect: 'cms',
    keyEncryption,
    encryptedKey,
    ...encrypted('aes-256-cbc', OID.aes256Cbc, key, content),
  })
}

function encrypted(cipher: 'sm4-cbc' | 'aes-256-cbc', named: string, key: Uint8Array, content: Uint8Array) {
  const start = new Uint8Array(randomBytes(16))
  const made = createCipheriv(cipher, key, start)
  return {
    contentEncryption: sequence(oid(named), octetString(start)),
    encryptedContent: concatBytes(made.update(content), made.final()),
  }
}
