// Whether a public key can be broken, or is too weak to be used, told from the key alone: RSA size, exponent and small factors
// (NIST SP 800-131A), close primes (Fermat), the ROCA pattern (CVE-2017-15361), curves and points. Work is bounded for any key.

import { TAG } from '../asn1/der.ts'
import { onlyTlv, parsing } from '../asn1/fields.ts'
import { OID, shortNameOf } from '../asn1/oids.ts'
import { bigIntegerOf, readOid } from '../asn1/values.ts'
import { toHex } from '../bytes/hex.ts'
import { keyStrength } from '../x509/key.ts'
import { hasSmallOrder } from '../x509/small-order.ts'
import { rsaNumbers } from './contents.ts'

export interface PublicKey {
  publicKeyAlgorithm: { oid: string; parameters?: Uint8Array }
  publicKeyBits: Uint8Array
}

export const WEAKNESSES = [
  'rsa-short',
  'rsa-oversized',
  'rsa-exponent-one',
  'rsa-exponent-even',
  'rsa-modulus-even',
  'rsa-small-factor',
  'rsa-close-primes',
  'rsa-roca',
  'dsa-short',
  'curve-weak',
  'curve-spelled-out',
  'point-off-curve',
  'point-small-order',
  'unreadable',
] as const

export interface Weakness {
  kind: (typeof WEAKNESSES)[number]
  /** What was seen: a size, a factor, a curve. */
  seen: string
}

/** RSA below this may be factored by an institution (NIST SP 800-131A). */
export const MIN_RSA_BITS = 2048
/** Nobody uses larger ones; the tests below would take long with them. Stops processor attacks. */
const MAX_RSA_BITS = 16_384
/** Rounds of Fermat's method. Primes that are random differ so much that no number of rounds finds them. */
const FERMAT_ROUNDS = 100
/** As zlint and the Baseline Requirements §6.1.6: a modulus has no factor below this. */
const SMALL_FACTOR_LIMIT = 752

/**
 * Every weakness of the key, none for a good one. What it does NOT tell: keys made with the Debian generator of 2006–2008 (CVE-2008-0166;
 * that takes a list of about 30 MB which nobody keeps for this platform), keys that share a prime with another key, and leaked keys.
 * Milliseconds for RSA-4096, below a second for the largest modulus that is looked at (16384 bits).
 */
export function weaknessesOf(key: PublicKey): Weakness[] {
  switch (key.publicKeyAlgorithm.oid) {
    case OID.rsaEncryption:
    case OID.rsaPss:
      return rsaWeaknesses(key)
    case OID.ecPublicKey:
    case OID.sm2:
      return curveWeaknesses(key)
    case OID.dsa: {
      const bits = keyStrength(key)?.bits ?? 0
      return bits < MIN_RSA_BITS ? [{ kind: 'dsa-short', seen: String(bits) }] : []
    }
    case OID.ed25519:
    case OID.ed448:
      return hasSmallOrder(key) ? [{ kind: 'point-small-order', seen: toHex(key.publicKeyBits) }] : []
    default:
      return []
  }
}

function rsaWeaknesses(key: PublicKey): Weakness[] {
  const numbers = rsaNumbers(key)
  if (!numbers) return [{ kind: 'unreadable', seen: '' }]
  // Sizes first: nothing is computed with a number that only serves to keep us busy.
  if (numbers.modulus.length > MAX_RSA_BITS / 8 + 1) {
    return [{ kind: 'rsa-oversized', seen: String(numbers.modulus.length * 8) }]
  }
  const modulus = bigIntegerOf(numbers.modulus)
  const found: Weakness[] = exponentWeaknesses(numbers.exponent)
  if (modulus <= 0n) return [...found, { kind: 'unreadable', seen: 'modulus ≤ 0' }]
  const bits = modulus.toString(2).length
  if (bits < MIN_RSA_BITS) found.push({ kind: 'rsa-short', seen: String(bits) })
  if (modulus % 2n === 0n) return [...found, { kind: 'rsa-modulus-even', seen: '2' }]
  const factor = smallFactorOf(modulus)
  if (factor) found.push({ kind: 'rsa-small-factor', seen: String(factor) })
  if (hasRocaPattern(modulus)) found.push({ kind: 'rsa-roca', seen: 'CVE-2017-15361' })
  const rounds = closePrimeRounds(modulus)
  if (rounds !== undefined) found.push({ kind: 'rsa-close-primes', seen: String(rounds) })
  return found
}

function exponentWeaknesses(octets: Uint8Array): Weakness[] {
  const isTiny = octets.length <= 1 && (octets[0] ?? 0) <= 1
  if (isTiny || (octets[0] ?? 0) >= 0x80)
    return [{ kind: 'rsa-exponent-one', seen: bigIntegerOf(octets.subarray(0, 8)).toString() }]
  const isEven = ((octets.at(-1) ?? 0) & 1) === 0
  return isEven ? [{ kind: 'rsa-exponent-even', seen: `0x${toHex(octets.subarray(0, 16))}` }] : []
}

function primesBelow(limit: number): number[] {
  const primes: number[] = []
  for (let candidate = 3; candidate < limit; candidate += 2) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}

const SMALL_PRIMES = primesBelow(SMALL_FACTOR_LIMIT)

/** The smallest odd prime factor below the limit. */
export function smallFactorOf(modulus: bigint): number | undefined {
  return SMALL_PRIMES.find((prime) => modulus % BigInt(prime) === 0n)
}

/** The keys of the broken library are powers of 65537 modulo each of these primes, as a random number hardly ever is. */
const ROCA_RESIDUES = primesBelow(168).map((prime) => ({
  prime: BigInt(prime),
  residues: powersOf(65_537 % prime, prime),
}))
/** The weak library made no keys below 512 bits, whose moduli may lack a bit; small powers of 65537 would match without being such keys. */
const MIN_ROCA_BITS = 256n

function powersOf(base: number, prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * base) % prime) powers.add(power)
  return powers
}

/** Whether the modulus has the shape of CVE-2017-15361; a random one has it about once in a hundred million. */
export function hasRocaPattern(modulus: bigint): boolean {
  if (modulus >> (MIN_ROCA_BITS - 1n) === 0n) return false
  return ROCA_RESIDUES.every(({ prime, residues }) => residues.has(Number(modulus % prime)))
}

/** In which round Fermat's method splits the modulus; `undefined`: not within the rounds. */
export function closePrimeRounds(modulus: bigint): number | undefined {
  if (modulus <= 1n || modulus % 2n === 0n) return undefined
  let middle = squareRoot(modulus)
  if (middle * middle < modulus) middle += 1n
  for (let round = 1; round <= FERMAT_ROUNDS; round++, middle += 1n) {
    if (isSquare(middle * middle - modulus)) return round
  }
  return undefined
}

/** Squares end in few patterns: most numbers are dismissed without a root. */
const SQUARE_ENDS = new Set(Array.from({ length: 256 }, (_, value) => (value * value) % 256))

function isSquare(value: bigint): boolean {
  if (!SQUARE_ENDS.has(Number(value & 0xffn))) return false
  const root = squareRoot(value)
  return root * root === value
}

/** Newton's method from above: the whole part of the root. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let root = 1n << BigInt((value.toString(16).length * 4 + 1) >> 1)
  for (let next = (root + value / root) >> 1n; next < root; next = (root + value / root) >> 1n) root = next
  return root
}

interface Curve {
  p: bigint
  a: bigint
  b: bigint
}

const minusThree = (p: string, b: string): Curve => ({ p: BigInt(p), a: BigInt(p) - 3n, b: BigInt(b) })

/** Curves that are fit for use, with what it takes to see whether a point lies on them (FIPS 186-4 §D.1.2; SM2: GB/T 32918.5). */
const CURVES: Readonly<Record<string, Curve>> = {
  [OID.prime256v1]: minusThree(
    '0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    '0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
  ),
  [OID.secp384r1]: minusThree(
    '0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
    '0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
  ),
  [OID.secp521r1]: minusThree(
    `0x1ff${'ff'.repeat(64)}`,
    '0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
  ),
  [OID.sm2]: minusThree(
    '0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff',
    '0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
  ),
}

/** Fit for use; points on them are not looked at. */
const OTHER_CURVES: ReadonlySet<string> = new Set([OID.brainpoolP256r1, OID.brainpoolP384r1, OID.brainpoolP512r1])

function curveWeaknesses({ publicKeyAlgorithm: { oid, parameters }, publicKeyBits }: PublicKey): Weakness[] {
  if (oid === OID.ecPublicKey && parameters?.[0] === TAG.sequence) return [{ kind: 'curve-spelled-out', seen: '' }]
  const name = oid === OID.sm2 ? OID.sm2 : curveName(parameters)
  if (name === undefined) return [{ kind: 'unreadable', seen: '' }]
  const curve = CURVES[name]
  if (!curve) return OTHER_CURVES.has(name) ? [] : [{ kind: 'curve-weak', seen: shortNameOf(name) }]
  return isOnCurve(curve, publicKeyBits) ? [] : [{ kind: 'point-off-curve', seen: shortNameOf(name) }]
}

function curveName(parameters: Uint8Array | undefined): string | undefined {
  const read = parameters && parsing(() => readOid(onlyTlv(parameters)))
  return read?.ok ? read.value : undefined
}

/** Compressed points are taken at their word: finding out would take a square root modulo p. */
function isOnCurve({ p, a, b }: Curve, point: Uint8Array): boolean {
  const size = (p.toString(16).length + 1) >> 1
  if ((point[0] === 2 || point[0] === 3) && point.length === size + 1) return true
  if (point[0] !== 4 || point.length !== 2 * size + 1) return false
  const x = BigInt(`0x${toHex(point.subarray(1, size + 1))}`)
  const y = BigInt(`0x${toHex(point.subarray(size + 1))}`)
  return x < p && y < p && (y * y - (x * x * x + a * x + b)) % p === 0n
}
