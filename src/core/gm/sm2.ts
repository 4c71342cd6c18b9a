// SM2 around the raw verification: the curve, the identity digest ZA, and the encodings of keys and signatures
// (GB/T 32918.2 §5.5 and .5 annex A by known answer; GM/T 0009 for the encodings, clause unverified).

import { type ParseError, TAG } from '../asn1/der.ts'
import { Fields, malformed, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { bigIntegerOf, readInteger } from '../asn1/values.ts'
import { bitString, integer, oid, sequence } from '../asn1/write.ts'
import { concatBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import type { Eventual, Primitives } from '../primitives.ts'
import type { Result } from '../verdict.ts'

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn
const A = P - 3n
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n
const GX = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n
const GY = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n

/** Order of the base point. */
export const SM2_ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n

/** Largest user id: its length in bits is written in two bytes. */
const MAX_ID_BYTES = 0x1fff

/** `a ‖ b ‖ Gx ‖ Gy`: the middle of ZA. */
const CURVE_OCTETS = concatBytes(...[A, B, GX, GY].map((value) => fieldOctets(value)))

function fieldOctets(value: bigint): Uint8Array {
  const octets = new Uint8Array(32)
  for (let i = 31, rest = value; i >= 0; i--, rest >>= 8n) octets[i] = Number(rest & 0xffn)
  return octets
}

function unsigned(octets: Uint8Array): bigint {
  return octets.length === 0 ? 0n : BigInt(`0x${toHex(octets)}`)
}

/** `04 ‖ X ‖ Y` with canonical coordinates that satisfy the curve equation. */
export function isSm2Point(point: Uint8Array): boolean {
  if (point.length !== 65 || point[0] !== 4) return false
  const x = unsigned(point.subarray(1, 33))
  const y = unsigned(point.subarray(33))
  return x < P && y < P && (y * y - (x * x * x + A * x + B)) % P === 0n
}

/** Both ordinates that a point with this abscissa may have, 32 octets each; none when there is no such point. The root is that of `p ≡ 3 (mod 4)`. */
export function sm2OrdinatesOf(abscissa: Uint8Array): Uint8Array[] {
  const x = unsigned(abscissa)
  const square = (x * x * x + A * x + B) % P
  const y = power(square, (P + 1n) / 4n)
  return x < P && (y * y) % P === square ? [fieldOctets(y), fieldOctets((P - y) % P)] : []
}

/** The point after this one: `P + G`. `undefined` for the two points whose sum needs another rule. @param point `04 ‖ X ‖ Y`, on the curve */
export function sm2NextPoint(point: Uint8Array): Uint8Array | undefined {
  const [x, y] = [unsigned(point.subarray(1, 33)), unsigned(point.subarray(33))]
  if (x === GX) return undefined
  // Fermat: P is prime.
  const slope = modulo((GY - y) * power(modulo(GX - x), P - 2n))
  const sumX = modulo(slope * slope - x - GX)
  return concatBytes(Uint8Array.of(4), fieldOctets(sumX), fieldOctets(modulo(slope * (x - sumX) - y)))
}

const modulo = (value: bigint) => ((value % P) + P) % P

/** Whether two points with different abscissas (`04 ‖ X ‖ Y` each) add up to one with this abscissa; without an inversion. */
export function sm2AddUpTo(one: Uint8Array, other: Uint8Array, abscissa: Uint8Array): boolean {
  const [x1, y1] = [unsigned(one.subarray(1, 33)), unsigned(one.subarray(33))]
  const [x2, y2] = [unsigned(other.subarray(1, 33)), unsigned(other.subarray(33))]
  const square = (x2 - x1) ** 2n
  return square % P !== 0n && ((unsigned(abscissa) + x1 + x2) * square - (y2 - y1) ** 2n) % P === 0n
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let factor = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * factor) % P
    factor = (factor * factor) % P
  }
  return result
}

/**
 * The public point of an SM2 SubjectPublicKeyInfo, checked to lie on the curve. Read tolerantly, as old certificates need it:
 * id-ecPublicKey or the SM2 OID itself as algorithm, named or explicit parameters. Only the standard curve is ever used.
 */
export function sm2PointOf(publicKeyInfo: Uint8Array): Uint8Array | undefined {
  // The key bits always end the structure: `03 42 00 04 X Y`.
  const tail = publicKeyInfo.subarray(publicKeyInfo.length - 68)
  if (tail.length !== 68 || tail[0] !== TAG.bitString || tail[1] !== 0x42 || tail[2] !== 0) return undefined
  const point = tail.subarray(3)
  return isSm2Point(point) ? point : undefined
}

const POINT_BYTES = 65
/** Everything before the point is the same in every key. */
const BEFORE_POINT = sequence(
  sequence(oid(OID.ecPublicKey), oid(OID.sm2)),
  bitString(new Uint8Array(POINT_BYTES)),
).slice(0, -POINT_BYTES)

/** SubjectPublicKeyInfo in the standard form. @param point `04 ‖ X ‖ Y` */
export function sm2PublicKeyInfo(point: Uint8Array): Uint8Array {
  return concatBytes(BEFORE_POINT, point)
}

/**
 * `ZA = SM3(ENTL ‖ ID ‖ a ‖ b ‖ Gx ‖ Gy ‖ Px ‖ Py)`.
 * @param point `04 ‖ X ‖ Y`, taken to lie on the curve
 */
export function sm2Za(primitives: Pick<Primitives, 'digest'>, id: Uint8Array, point: Uint8Array): Eventual<Uint8Array> {
  return primitives.digest('sm3', ...sm2ZaInput(id, point))
}

/** What ZA hashes. @throws RangeError for an id above 8191 bytes, whose length cannot be written. */
export function sm2ZaInput(id: Uint8Array, point: Uint8Array): Uint8Array[] {
  if (id.length > MAX_ID_BYTES) throw new RangeError('SM2 user id longer than 8191 bytes')
  const bits = id.length * 8
  return [Uint8Array.of(bits >> 8, bits & 0xff), id, CURVE_OCTETS, point.subarray(1)]
}

export interface Sm2Signature {
  r: bigint
  s: bigint
}

/** `SEQUENCE { r INTEGER, s INTEGER }` in strict DER with `1 ≤ r, s < n` and `r + s ≠ n`. */
export function readSm2Signature(signature: Uint8Array): Result<Sm2Signature, ParseError> {
  return parsing(() => {
    const fields = new Fields(onlyTlv(signature), TAG.sequence)
    const r = bigIntegerOf(readInteger(fields.next()))
    const s = bigIntegerOf(readInteger(fields.next()))
    fields.end()
    return inRange({ r, s })
  })
}

/** `r ‖ s`, 64 bytes: what key tokens and some CFCA and OFD writers emit. */
export function readRawSm2Signature(signature: Uint8Array): Result<Sm2Signature, ParseError> {
  return parsing(() => {
    if (signature.length !== 64) malformed('sm2.raw-signature-length', 0)
    return inRange({ r: unsigned(signature.subarray(0, 32)), s: unsigned(signature.subarray(32)) })
  })
}

function inRange(signature: Sm2Signature): Sm2Signature {
  const { r, s } = signature
  const isPossible = r >= 1n && r < SM2_ORDER && s >= 1n && s < SM2_ORDER && r + s !== SM2_ORDER
  return isPossible ? signature : malformed('sm2.signature-out-of-range', 0)
}

export function writeSm2Signature({ r, s }: Sm2Signature): Uint8Array {
  return sequence(integer(r), integer(s))
}

export function writeRawSm2Signature({ r, s }: Sm2Signature): Uint8Array {
  return concatBytes(fieldOctets(r), fieldOctets(s))
}

/**
 * Either encoding, as DER: 64 bytes that are not themselves a DER signature are taken as `r ‖ s` (gm-formats §1.2).
 * `encoding` says which it was, for the report.
 */
export function sm2SignatureToDer(
  signature: Uint8Array,
): Result<{ encoding: 'der' | 'raw'; der: Uint8Array }, ParseError> {
  const asDer = readSm2Signature(signature)
  if (asDer.ok) return { ok: true, value: { encoding: 'der', der: signature } }
  if (signature.length !== 64) return asDer
  const raw = readRawSm2Signature(signature)
  return raw.ok ? { ok: true, value: { encoding: 'raw', der: writeSm2Signature(raw.value) } } : raw
}
