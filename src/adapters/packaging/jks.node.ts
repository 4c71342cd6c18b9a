// Writes Java key stores in the old format JKS (no standard: as the JDK reads them, checked with keytool 17). Its protection of the
// key is weak by today's measure; it is for software that takes nothing else.

import { createHash, randomBytes } from 'node:crypto'
import { nullValue, octetString, oid, sequence, utf8Octets } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { JKS_PROTECTOR } from '#core/keystores/jks.ts'
import { bmpPassword } from '#core/keystores/pkcs12-kdf.ts'
import type { Instant } from '#core/verdict.ts'
import type { PfxContents } from './pfx.node.ts'

const MAGIC = 0xfeedfeed
const VERSION = 2
const KEY_ENTRY = 1
const DIGEST_BYTES = 20

export interface JksContents extends PfxContents {
  /** Date of the entry. */
  at: Instant
}

/** One entry, its key under the password of the store: Tomcat and WebLogic expect one for both. */
export function writeJks({ key, certificates, alias, password, at }: JksContents): Uint8Array {
  const secret = bmpPassword(password).subarray(0, 2 * password.length)
  const body = concatBytes(
    u32(MAGIC),
    u32(VERSION),
    u32(1),
    u32(KEY_ENTRY),
    text(alias.toLowerCase()),
    u64(at),
    counted(protectedKey(key, secret)),
    u32(certificates.length),
    ...certificates.map((der) => concatBytes(text('X.509'), counted(der))),
  )
  return concatBytes(body, sha1(secret, utf8Octets('Mighty Aphrodite'), body))
}

/** A salt, the key under a chain of hashes, and a hash that tells whether the password was right. */
function protectedKey(key: Uint8Array, secret: Uint8Array): Uint8Array {
  const salt = randomBytes(DIGEST_BYTES)
  const masked = new Uint8Array(key.length)
  let mask: Uint8Array = salt
  for (let at = 0; at < key.length; at++) {
    if (at % DIGEST_BYTES === 0) mask = sha1(secret, mask)
    masked[at] = (key[at] as number) ^ (mask[at % DIGEST_BYTES] as number)
  }
  const data = concatBytes(salt, masked, sha1(secret, key))
  return sequence(sequence(oid(JKS_PROTECTOR), nullValue()), octetString(data))
}

function sha1(...parts: Uint8Array[]): Uint8Array {
  return createHash('sha1')
    .update(concatBytes(...parts))
    .digest()
}

function u32(value: number): Uint8Array {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, value)
  return octets
}

function u64(value: number): Uint8Array {
  const octets = new Uint8Array(8)
  new DataView(octets.buffer).setBigUint64(0, BigInt(value))
  return octets
}

function text(value: string): Uint8Array {
  const octets = utf8Octets(value)
  return concatBytes(Uint8Array.of(octets.length >> 8, octets.length & 0xff), octets)
}

function counted(octets: Uint8Array): Uint8Array {
  return concatBytes(u32(octets.length), octets)
}
