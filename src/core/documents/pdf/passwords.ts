// From a password to the key of an encrypted PDF: the standard security handler, revisions 2 to 6 (ISO 32000-1 §7.6.3.3, §7.6.3.4;
// ISO 32000-2 §7.6.4.3, §7.6.4.4).

import { utf8Octets } from '../../asn1/write.ts'
import { concatBytes, equalBytes } from '../../bytes/bytes.ts'
import type { Ciphers } from '../../primitives.ts'
import { rc4 } from './rc4.ts'

export interface StandardHandler {
  revision: number
  /** Octets of the file key. */
  keyBytes: number
  owner: Uint8Array
  user: Uint8Array
  /** From revision 5 on: the file key under each password. */
  ownerKey: Uint8Array
  userKey: Uint8Array
  permissions: number
  encryptsMetadata: boolean
  /** The first of the two in the trailer. */
  fileId: Uint8Array
}

/** The file key when the password is that of the user or of the owner. */
export function fileKeyOf(handler: StandardHandler, password: string, ciphers: Ciphers): Uint8Array | undefined {
  if (handler.revision >= 5) return modernKey(handler, modernOctets(password), ciphers)
  for (const octets of oldOctets(password)) {
    const key = oldKey(handler, octets, ciphers) ?? oldKey(handler, userPasswordOf(handler, octets, ciphers), ciphers)
    if (key) return key
  }
  return undefined
}

const PADDING = Uint8Array.of(
  ...[0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08],
  ...[0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a],
)

const padded = (password: Uint8Array) => concatBytes(password, PADDING).subarray(0, 32)

/** PDFDocEncoding as far as it is Latin-1; some writers take the octets of UTF-8. */
function oldOctets(password: string): Uint8Array[] {
  const codes = Array.from(password, (one) => one.codePointAt(0) ?? 0)
  const utf8 = utf8Octets(password)
  return codes.every((one) => one < 0x100) ? [Uint8Array.from(codes), utf8] : [utf8]
}

/** Algorithms 2, 4, 5 and 6: the key such a user password makes, when it is the right one. */
function oldKey(handler: StandardHandler, password: Uint8Array, ciphers: Ciphers): Uint8Array | undefined {
  const { revision, keyBytes, owner, user, permissions, encryptsMetadata, fileId } = handler
  const flags = new Uint8Array(4)
  new DataView(flags.buffer).setInt32(0, permissions, true)
  const openMetadata = revision >= 4 && !encryptsMetadata ? Uint8Array.of(255, 255, 255, 255) : new Uint8Array()
  const first = ciphers.digest('md5', concatBytes(padded(password), owner.subarray(0, 32), flags, fileId, openMetadata))
  const key = repeated(first, revision >= 3 ? 50 : 0, keyBytes, ciphers).subarray(0, keyBytes)
  if (revision === 2) return equalBytes(rc4(key, PADDING), user.subarray(0, 32)) ? key : undefined
  const check = twentyFold(key, ciphers.digest('md5', concatBytes(PADDING, fileId)), UPWARDS)
  return equalBytes(check, user.subarray(0, 16)) ? key : undefined
}

const UPWARDS = Array.from({ length: 20 }, (_, turn) => turn)

function repeated(digest: Uint8Array, times: number, keyBytes: number, ciphers: Ciphers): Uint8Array {
  let again = digest
  for (let turn = 0; turn < times; turn++) again = ciphers.digest('md5', again.subarray(0, keyBytes))
  return again
}

function twentyFold(key: Uint8Array, data: Uint8Array, turns: readonly number[]): Uint8Array {
  return turns.reduce(
    (out, turn) =>
      rc4(
        key.map((octet) => octet ^ turn),
        out,
      ),
    data,
  )
}

/** Algorithm 7: the user password that /O keeps under the owner's. */
function userPasswordOf(
  { revision, keyBytes, owner }: StandardHandler,
  password: Uint8Array,
  ciphers: Ciphers,
): Uint8Array {
  const first = ciphers.digest('md5', padded(password))
  const key = repeated(first, revision >= 3 ? 50 : 0, 16, ciphers).subarray(0, keyBytes)
  const hidden = owner.subarray(0, 32)
  return revision === 2 ? rc4(key, hidden) : twentyFold(key, hidden, UPWARDS.toReversed())
}

const MAX_PASSWORD_BYTES = 127

/** SASLprep as far as Unicode normalisation goes; what it forbids is no password either way. */
function modernOctets(password: string): Uint8Array {
  return utf8Octets(password.normalize('NFKC')).subarray(0, MAX_PASSWORD_BYTES)
}

/** Algorithm 2.A: 32 octets of digest, 8 of salt to check the password, 8 of salt for the key. */
function modernKey(handler: StandardHandler, password: Uint8Array, ciphers: Ciphers): Uint8Array | undefined {
  const { revision, owner, user, ownerKey, userKey } = handler
  const hashOf = (salt: Uint8Array, more: Uint8Array) =>
    revision === 5
      ? ciphers.digest('sha256', concatBytes(password, salt, more))
      : hardenedHash(password, salt, more, ciphers)
  const none = new Uint8Array()
  const tries = [
    { entry: user, wrapped: userKey, more: none },
    { entry: owner, wrapped: ownerKey, more: user.subarray(0, 48) },
  ]
  for (const { entry, wrapped, more } of tries) {
    if (!equalBytes(hashOf(entry.subarray(32, 40), more), entry.subarray(0, 32))) continue
    return ciphers.aesCbc('decrypt', hashOf(entry.subarray(40, 48), more), new Uint8Array(16), wrapped)
  }
  return undefined
}

const DIGESTS = ['sha256', 'sha384', 'sha512'] as const
const LEAST_ROUNDS = 64
/** The last octet, on which the end depends, is at most 255: no honest file needs more rounds. */
const MOST_ROUNDS = 288

/** Algorithm 2.B. */
function hardenedHash(password: Uint8Array, salt: Uint8Array, more: Uint8Array, ciphers: Ciphers): Uint8Array {
  let key = ciphers.digest('sha256', concatBytes(password, salt, more))
  for (let round = 1, last = 0; round <= LEAST_ROUNDS || (last > round - 1 - 32 && round <= MOST_ROUNDS); round++) {
    const once = concatBytes(password, key, more)
    const all = concatBytes(...Array.from({ length: 64 }, () => once))
    const mixed = ciphers.aesCbc('encrypt', key.subarray(0, 16), key.subarray(16, 32), all)
    const sum = mixed.subarray(0, 16).reduce((total, octet) => total + octet, 0)
    key = ciphers.digest(DIGESTS[sum % 3] as 'sha256', mixed)
    last = mixed[mixed.length - 1] as number
  }
  return key.subarray(0, 32)
}
