// Writes PFX files (PKCS#12, RFC 7292 §4): for systems of today with PBES2, AES-256 and HMAC-SHA-256, and for Windows up to 2016 and
// old Java with 3DES and SHA-1. What it writes is checked by reading it again, and in the suites by OpenSSL and keytool.

import { createHash, randomBytes } from 'node:crypto'
import { nodeKeystoreCiphers as ciphers } from '#adapters/keystores/ciphers.node.ts'
import { TAG } from '#core/asn1/der.ts'
import { OID } from '#core/asn1/oids.ts'
import { explicit, integer, nullValue, octetString, oid, sequence, set, tlv, utf8Octets } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import type { KeystoreDigest } from '#core/keystores/ciphers.ts'
import { bmpPassword, KDF_PURPOSE, pkcs12Key } from '#core/keystores/pkcs12-kdf.ts'

export type PfxFlavour = 'modern' | 'legacy'

export interface PfxContents {
  /** DER PKCS#8. */
  key: Uint8Array
  /** DER, the certificate of the key first, its issuers behind it. */
  certificates: readonly Uint8Array[]
  alias: string
  password: string
}

interface Scheme {
  digest: KeystoreDigest
  digestOid: string
  iterations: number
  encrypt(plain: Uint8Array, password: string): { algorithm: Uint8Array; data: Uint8Array }
}

/** A guess of the password costs this many rounds, of the checksum as of the key: an attacker takes the cheaper one. */
const ITERATIONS = 100_000
/** What old Windows and Java still open in reasonable time. */
const LEGACY_ITERATIONS = 10_000
const HMAC_SHA256 = sequence(oid(OID.hmacSha256), nullValue())
const SHA1_3DES = '1.2.840.113549.1.12.1.3'

const SCHEMES: Readonly<Record<PfxFlavour, Scheme>> = {
  modern: {
    digest: 'sha256',
    digestOid: OID.sha256,
    iterations: ITERATIONS,
    encrypt(plain, password) {
      const [salt, vector] = [randomBytes(16), randomBytes(16)]
      const key = ciphers.pbkdf2('sha256', utf8Octets(password), salt, ITERATIONS, 32)
      const derivation = sequence(oid(OID.pbkdf2), sequence(octetString(salt), integer(ITERATIONS), HMAC_SHA256))
      const parameters = sequence(derivation, sequence(oid(OID.aes256Cbc), octetString(vector)))
      const data = ciphers.cbc('encrypt', 'aes', key, vector, padded(plain, 16))
      return { algorithm: sequence(oid(OID.pbes2), parameters), data }
    },
  },
  legacy: {
    digest: 'sha1',
    digestOid: OID.sha1,
    iterations: LEGACY_ITERATIONS,
    encrypt(plain, password) {
      const salt = randomBytes(8)
      const derive = (purpose: number, bytes: number) =>
        derived('sha1', purpose, password, salt, LEGACY_ITERATIONS, bytes)
      const key = derive(KDF_PURPOSE.key, 24)
      const data = ciphers.cbc('encrypt', '3des', key, derive(KDF_PURPOSE.vector, 8), padded(plain, 8))
      const parameters = sequence(octetString(salt), integer(LEGACY_ITERATIONS))
      return { algorithm: sequence(oid(SHA1_3DES), parameters), data }
    },
  },
}

export function writePfx(contents: PfxContents, flavour: PfxFlavour): Uint8Array {
  const scheme = SCHEMES[flavour]
  const attributes = attributesFor(contents)
  const safe = sequence(encryptedCertificates(contents, attributes, scheme), shroudedKey(contents, attributes, scheme))
  const { password } = contents
  return sequence(integer(3), dataInfo(safe), macData(safe, password, scheme))
}

const dataInfo = (contents: Uint8Array) => sequence(oid(OID.data), explicit(0, octetString(contents)))

/** The name, and what ties key and certificate together: Java and Windows look for the latter. */
function attributesFor({ alias, certificates }: PfxContents): Uint8Array {
  const keyId = createHash('sha1')
    .update(certificates[0] ?? new Uint8Array())
    .digest()
  const name = tlv(TAG.bmpString, bmpPassword(alias).subarray(0, 2 * alias.length))
  return set(
    sequence(oid('1.2.840.113549.1.9.20'), set(name)),
    sequence(oid('1.2.840.113549.1.9.21'), set(octetString(keyId))),
  )
}

const BAGS = '1.2.840.113549.1.12.10.1'

function encryptedCertificates({ certificates, password }: PfxContents, attributes: Uint8Array, scheme: Scheme) {
  const bags = certificates.map((der, index) => {
    const value = sequence(oid('1.2.840.113549.1.9.22.1'), explicit(0, octetString(der)))
    return sequence(oid(`${BAGS}.3`), explicit(0, value), ...(index === 0 ? [attributes] : []))
  })
  const { algorithm, data } = scheme.encrypt(sequence(...bags), password)
  const content = sequence(oid(OID.data), algorithm, tlv(0x80, data))
  return sequence(oid(OID.encryptedData), explicit(0, sequence(integer(0), content)))
}

function shroudedKey({ key, password }: PfxContents, attributes: Uint8Array, scheme: Scheme): Uint8Array {
  const { algorithm, data } = scheme.encrypt(key, password)
  const value = sequence(algorithm, octetString(data))
  return dataInfo(sequence(sequence(oid(`${BAGS}.2`), explicit(0, value), attributes)))
}

function macData(contents: Uint8Array, password: string, { digest, digestOid, iterations }: Scheme): Uint8Array {
  const salt = randomBytes(20)
  const bytes = ciphers.digest(digest, new Uint8Array()).length
  const key = derived(digest, KDF_PURPOSE.mac, password, salt, iterations, bytes)
  const value = ciphers.hmac(digest, key, contents)
  const info = sequence(sequence(oid(digestOid), nullValue()), octetString(value))
  return sequence(info, octetString(salt), integer(iterations))
}

function derived(
  digest: KeystoreDigest,
  purpose: number,
  password: string,
  salt: Uint8Array,
  iterations: number,
  bytes: number,
): Uint8Array {
  return pkcs12Key(ciphers, { digest, purpose, password: bmpPassword(password), salt, iterations, bytes })
}

function padded(plain: Uint8Array, blockBytes: number): Uint8Array {
  const count = blockBytes - (plain.length % blockBytes)
  return concatBytes(plain, new Uint8Array(count).fill(count))
}
