// How a CA hands over the encryption key it made for somebody: SM2EnvelopedKey (GB/T 35276, GM/T 0009; clause unverified) and the file
// CFCA's tools write. Structure only: opening it takes the private key it was made for, and that stays in the vault.

import { type Der, TAG } from '../asn1/der.ts'
import { Fields, malformed, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readBitOctets, readInteger, readOctetString, readOid, readSmallInteger } from '../asn1/values.ts'
import { bitString, integer, nullValue, octetString, oid, sequence } from '../asn1/write.ts'
import { fromBase64 } from '../bytes/base64.ts'
import { isSm2Point } from '../gm/sm2.ts'
import { readAlgorithm } from '../x509/parse.ts'

/** `SM2Cipher`, with the point checked to lie on the curve. */
export interface Sm2Ciphertext {
  /** C1 as `04 ‖ X ‖ Y`. */
  point: Uint8Array
  /** C3. */
  hash: Uint8Array
  /** C2. */
  data: Uint8Array
}

export type Sm2Envelope =
  | {
      form: 'sm2-enveloped-key'
      key: Sm2Ciphertext
      /** `04 ‖ X ‖ Y` of the key inside, as the envelope says. */
      point: Uint8Array
      /** Under SM4-ECB: 32 octets, 48 with padding, or 64 with 32 octets of zero before them. */
      data: Uint8Array
    }
  /** Encrypted straight to the applicant's key, `X ‖ Y ‖ d` inside. */
  | { form: 'cfca'; key: Sm2Ciphertext }

const DATA_LENGTHS: ReadonlySet<number> = new Set([32, 48, 64, 80])
/** A coordinate or hash is 32 octets; no key that is enveloped has more than a few blocks. */
const MAX_CIPHERTEXT_BYTES = 256

/** `undefined` when the octets are no envelope at all. */
export function readSm2Envelope(bytes: Uint8Array): Sm2Envelope | undefined {
  const standard = parsing(() => envelopedKey(onlyTlv(bytes, TAG.sequence)))
  if (standard.ok) return standard.value
  const cfca = parsing(() => cfcaKey(bytes))
  return cfca.ok ? cfca.value : undefined
}

/** Inside something larger (CSRResponse). Aborts the enclosing `parsing`. */
export function envelopedKey(der: Der): Sm2Envelope {
  const fields = new Fields(der)
  const algorithm = symmetricAlgorithm(fields)
  if (algorithm !== OID.sm4Ecb && algorithm !== OID.sm4) malformed('sm2-envelope.algorithm', der.start)
  const key = sm2Cipher(fields.next(TAG.sequence))
  const point = readBitOctets(fields.next())
  const data = readBitOctets(fields.next())
  fields.end()
  if (!isSm2Point(point)) malformed('sm2-envelope.point', der.start)
  if (!DATA_LENGTHS.has(data.length) || key.data.length !== 16) malformed('sm2-envelope.length', der.start)
  return { form: 'sm2-enveloped-key', key, point, data }
}

/** An AlgorithmIdentifier, or the bare identifier that one widely used library writes. */
function symmetricAlgorithm(fields: Fields): string {
  return fields.tag === TAG.oid ? readOid(fields.next()) : readAlgorithm(fields.next()).oid
}

/** `SEQUENCE { x INTEGER, y INTEGER, hash OCTET STRING, cipherText OCTET STRING }`. */
function sm2Cipher(der: Der): Sm2Ciphertext {
  const fields = new Fields(der)
  const x = coordinate(fields.next())
  const y = coordinate(fields.next())
  const hash = readOctetString(fields.next())
  const data = readOctetString(fields.next())
  fields.end()
  return checked({ point: Uint8Array.of(4, ...x, ...y), hash, data }, der.start)
}

function checked(text: Sm2Ciphertext, offset: number): Sm2Ciphertext {
  const isPlausible = text.hash.length === 32 && text.data.length > 0 && text.data.length <= MAX_CIPHERTEXT_BYTES
  if (!isPlausible || !isSm2Point(text.point)) malformed('sm2-envelope.ciphertext', offset)
  return text
}

function coordinate(der: Der): Uint8Array {
  const octets = readInteger(der)
  const unsigned = octets[0] === 0 ? octets.subarray(1) : octets
  if (unsigned.length > 32 || (octets[0] ?? 0) >= 0x80) malformed('sm2-envelope.coordinate', der.start)
  const padded = new Uint8Array(32)
  padded.set(unsigned, 32 - unsigned.length)
  return padded
}

/** `SEQUENCE { version INTEGER 1, OCTET STRING { X ‖ Y ‖ C3 ‖ C2 } }`: C1C3C2 without the leading 04. */
function cfcaKey(bytes: Uint8Array): Sm2Envelope {
  const fields = new Fields(onlyTlv(bytes, TAG.sequence))
  if (readSmallInteger(fields.next()) !== 1) malformed('cfca.version', 0)
  const octets = readOctetString(fields.next())
  fields.end()
  const bare = octets.length === 193 && octets[0] === 4 ? octets.subarray(1) : octets
  if (bare.length !== 192) malformed('cfca.length', 0)
  const point = Uint8Array.of(4, ...bare.subarray(0, 64))
  return { form: 'cfca', key: checked({ point, hash: bare.subarray(64, 96), data: bare.subarray(96) }, 0) }
}

/** Digits in front: two ones and a zero of sixteen each, sixteen more of zero, and the length of what follows. */
const CFCA_HEADER = /^0{15}10{15}10{32}(\d{16})/

/** DER of a CFCA `PrivateKey.key`: an optional header of digits, then Base64 in pieces with commas between. `undefined` for other texts. */
export function cfcaKeyOctets(text: string): Uint8Array | undefined {
  const trimmed = text.trim()
  const header = CFCA_HEADER.exec(trimmed)
  const body = header ? trimmed.slice(header[0].length) : trimmed
  if (header ? body.length !== Number(header[1]) : !body.includes(',')) return undefined
  return fromBase64(body.replaceAll(',', ''))
}

/** DER of an SM2EnvelopedKey. @param data the private number under SM4-ECB, 32 octets without padding */
export function writeSm2Envelope({
  key,
  point,
  data,
}: Omit<Extract<Sm2Envelope, { form: 'sm2-enveloped-key' }>, 'form'>): Uint8Array {
  return sequence(sequence(oid(OID.sm4Ecb), nullValue()), writeSm2Ciphertext(key), bitString(point), bitString(data))
}

/** DER of an `SM2Cipher`: `SEQUENCE { x INTEGER, y INTEGER, hash OCTET STRING, cipherText OCTET STRING }`. */
export function writeSm2Ciphertext({ point, hash, data }: Sm2Ciphertext): Uint8Array {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)]
  return sequence(integer(x), integer(y), octetString(hash), octetString(data))
}
