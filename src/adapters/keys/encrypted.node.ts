// Private keys as files people carry: EncryptedPrivateKeyInfo under PBES2 (RFC 8018 §6.2): PBKDF2 with HMAC-SHA-256, AES-256-CBC.
// Written here because Node's own export stretches the passphrase 2048 times only.

import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'
import { integer, nullValue, octetString, oid, sequence } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { writePem } from '#core/bytes/pem.ts'

/** OWASP's figure for PBKDF2-HMAC-SHA-256 (2023): about half a second for whoever has the passphrase, and for every guess. */
export const ITERATIONS = 600_000

const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const HMAC_SHA256 = '1.2.840.113549.2.9'
const AES_256_CBC = '2.16.840.1.101.3.4.1.42'

/** PEM `ENCRYPTED PRIVATE KEY` that OpenSSL, keytool and servers read. @throws for an empty passphrase. */
export function encryptPrivateKey(pkcs8: Uint8Array, passphrase: string): string {
  if (passphrase === '') throw new Error('a private key needs a passphrase')
  const salt = randomBytes(16)
  const iv = randomBytes(16)
  const key = pbkdf2Sync(passphrase.normalize('NFC'), salt, ITERATIONS, 32, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const encrypted = concatBytes(cipher.update(pkcs8), cipher.final())
  const derivation = sequence(
    oid(PBKDF2),
    sequence(octetString(salt), integer(ITERATIONS), sequence(oid(HMAC_SHA256), nullValue())),
  )
  const encryption = sequence(oid(AES_256_CBC), octetString(iv))
  const algorithm = sequence(oid(PBES2), sequence(derivation, encryption))
  return writePem('ENCRYPTED PRIVATE KEY', sequence(algorithm, octetString(encrypted)))
}
