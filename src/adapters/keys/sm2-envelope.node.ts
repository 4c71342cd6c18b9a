// Opens and makes the envelope a CA sends an encryption key in (GB/T 32918.4 for the encryption, GB/T 35276 for the envelope; clauses
// unverified). The multiplication with the private key is OpenSSL's, by way of ECDH: it gives x of the shared point. Of the two possible
// y only one fits the check value C3; who encrypts finds it by one more multiplication, of the point after the recipient's.

import { createCipheriv, createDecipheriv, createECDH, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Der, TAG } from '#core/asn1/der.ts'
import { Fields, onlyTlv, parsing } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import { readOctetString, readOid } from '#core/asn1/values.ts'
import { bitString, explicit, integer, octetString, oid, sequence } from '#core/asn1/write.ts'
import { concatBytes, equalBytes } from '#core/bytes/bytes.ts'
import { isSm2Point, sm2AddUpTo, sm2NextPoint, sm2OrdinatesOf, sm2PublicKeyInfo } from '#core/gm/sm2.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import { type Sm2Ciphertext, type Sm2Envelope, writeSm2Envelope } from '#core/keystores/sm2-envelope.ts'
import { err, ok, type Result } from '#core/verdict.ts'

export type EnvelopeProblem =
  /** The recipient's key is no SM2 key. */
  | 'envelope.recipient-not-sm2'
  /** Made for another key, or damaged: the check value fits no decryption. */
  | 'envelope.not-for-this-key'
  /** What is inside is no private key in any known padding. */
  | 'envelope.contents'
  /** d·G is not the public key the envelope names. */
  | 'envelope.key-mismatch'

export interface OpenedEnvelope {
  key: SecretKey
  /** DER SubjectPublicKeyInfo of d·G. */
  publicKey: Uint8Array
}

/**
 * The key inside, proven to belong to the public key the envelope names.
 * @param recipient of the signing key of the request, or of the temporary one
 */
export function openSm2Envelope(recipient: SecretKey, envelope: Sm2Envelope): Result<OpenedEnvelope, EnvelopeProblem> {
  const scalar = recipient.use(sm2ScalarOf)
  if (!scalar) return err('envelope.recipient-not-sm2')
  const inside = decryptSm2(scalar, envelope.key)
  scalar.fill(0)
  if (!inside) return err('envelope.not-for-this-key')
  const { point, candidates } =
    envelope.form === 'cfca'
      ? { point: concatBytes(Uint8Array.of(4), inside.subarray(0, 64)), candidates: cfcaScalars(inside) }
      : { point: envelope.point, candidates: scalarsIn(decryptEcb(inside, envelope.data)) }
  if (candidates.length === 0) return err('envelope.contents')
  const d = candidates.find((one) => equalBytes(pointOf(one) ?? new Uint8Array(), point))
  return d
    ? ok({ key: new SecretKey(sm2Pkcs8(d, point)), publicKey: sm2PublicKeyInfo(point) })
    : err('envelope.key-mismatch')
}

/** A fresh SM2 key, and the same in an envelope. */
export interface EnvelopedKey {
  /** DER PKCS#8: the caller seals and overwrites it. */
  pkcs8: Uint8Array
  /** DER SubjectPublicKeyInfo. */
  spki: Uint8Array
  /** DER SM2EnvelopedKey. */
  envelope: Uint8Array
}

/**
 * Makes an encryption key for the holder of a signing key. In one go: opening a key again to see its number and its point takes as long as
 * making it.
 * @param recipient `04 ‖ X ‖ Y`
 * @throws Error when that is no SM2 key
 */
export function makeEnvelopedKey(recipient: Uint8Array): EnvelopedKey {
  if (!isSm2Point(recipient)) throw new Error('the recipient of an envelope is no SM2 key')
  const made = createECDH('SM2')
  const point = new Uint8Array(made.generateKeys())
  const scalar = padded(made.getPrivateKey())
  const envelope = envelopeOf(scalar, point, recipient)
  const pkcs8 = sm2Pkcs8(scalar, point)
  scalar.fill(0)
  return { pkcs8, spki: sm2PublicKeyInfo(point), envelope }
}

function envelopeOf(scalar: Uint8Array, point: Uint8Array, recipient: Uint8Array): Uint8Array {
  const symmetric = new Uint8Array(randomBytes(16))
  const cipher = createCipheriv('sm4-ecb', symmetric, null).setAutoPadding(false)
  const data = concatBytes(cipher.update(scalar), cipher.final())
  const sealed = encryptSm2(recipient, symmetric)
  symmetric.fill(0)
  return writeSm2Envelope({ key: sealed, point, data })
}

/** GB/T 32918.4 §6.1. @param recipient `04 ‖ X ‖ Y`, on the curve */
export function encryptSm2(recipient: Uint8Array, plain: Uint8Array): Sm2Ciphertext {
  for (;;) {
    const once = createECDH('SM2')
    const point = new Uint8Array(once.generateKeys())
    const shared = sharedPoint(once, recipient)
    // Nobody has such a key by chance: its private number is one, or the last there is.
    if (!shared) throw new Error('the recipient of an envelope has a key that everybody knows')
    const mask = maskFor(shared.subarray(1, 33), shared.subarray(33), plain.length)
    if (mask.every((octet) => octet === 0)) continue
    const data = plain.map((octet, index) => octet ^ (mask[index] as number))
    const hash = createHash('sm3').update(shared.subarray(1, 33)).update(plain).update(shared.subarray(33)).digest()
    return { point, hash: new Uint8Array(hash), data }
  }
}

/** `k·P` whole, from the abscissas of `k·P` and `k·(P + G) = k·P + k·G`, of which `k·G` is known. `undefined`: P is G or its opposite. */
function sharedPoint(once: ReturnType<typeof createECDH>, recipient: Uint8Array): Uint8Array | undefined {
  const after = sm2NextPoint(recipient)
  if (!after) return undefined
  const point = new Uint8Array(once.getPublicKey())
  const x = new Uint8Array(once.computeSecret(recipient))
  const next = new Uint8Array(once.computeSecret(after))
  const both = sm2OrdinatesOf(x).map((y) => concatBytes(Uint8Array.of(4), x, y))
  return both.find((one) => sm2AddUpTo(one, point, next))
}

/** The private number inside PKCS#8 of an SM2 key, 32 octets. */
export function sm2ScalarOf(pkcs8: Uint8Array): Uint8Array | undefined {
  const read = parsing(() => {
    const outer = new Fields(onlyTlv(pkcs8), TAG.sequence)
    outer.next()
    const algorithm = outer.next()
    const isSm2 = readsSm2(algorithm)
    const inner = new Fields(onlyTlv(readOctetString(outer.next())), TAG.sequence)
    inner.next()
    const scalar = readOctetString(inner.next())
    return isSm2 && scalar.length <= 32 ? scalar : undefined
  })
  if (!read.ok || !read.value) return undefined
  return padded(read.value)
}

/** With the leading zeros that whoever wrote it may have left out. */
function padded(scalar: Uint8Array): Uint8Array {
  const whole = new Uint8Array(32)
  whole.set(scalar, 32 - scalar.length)
  return whole
}

function readsSm2(algorithm: Der): boolean {
  const fields = new Fields(algorithm, TAG.sequence)
  fields.next()
  return fields.tag === TAG.oid && readOid(fields.next()) === OID.sm2
}

/** `undefined`: C3 fits neither of the two points, so it was encrypted to another key or changed. */
function decryptSm2(scalar: Uint8Array, { point, hash, data }: Sm2Ciphertext): Uint8Array | undefined {
  const exchange = createECDH('SM2')
  exchange.setPrivateKey(scalar)
  const x = new Uint8Array(exchange.computeSecret(point))
  for (const y of sm2OrdinatesOf(x)) {
    const mask = maskFor(x, y, data.length)
    const plain = data.map((octet, index) => octet ^ (mask[index] as number))
    const check = createHash('sm3').update(x).update(plain).update(y).digest()
    if (timingSafeEqual(check, hash)) return plain
  }
  return undefined
}

/** The key derivation of GB/T 32918.4 §5.4.3: SM3 over the point and a counter from one. */
function maskFor(x: Uint8Array, y: Uint8Array, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) => {
    const counter = Uint8Array.of(0, 0, 0, index + 1)
    return createHash('sm3').update(x).update(y).update(counter).digest()
  })
  return concatBytes(...blocks).subarray(0, length)
}

function decryptEcb(key: Uint8Array, data: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('sm4-ecb', key, null).setAutoPadding(false)
  return concatBytes(decipher.update(data), decipher.final())
}

/** The standard does not say whether it is padded, and devices put 32 octets of zero in front: every reading that fits is a candidate. */
function scalarsIn(plain: Uint8Array): Uint8Array[] {
  const isPadded = plain.length % 32 === 16 && plain.subarray(-16).every((octet) => octet === 16)
  const body = isPadded ? plain.subarray(0, -16) : plain
  if (body.length === 32) return [body]
  return body.length === 64 && body.subarray(0, 32).every((octet) => octet === 0) ? [body.subarray(32)] : []
}

/** `X ‖ Y ‖ d`. */
function cfcaScalars(plain: Uint8Array): Uint8Array[] {
  return plain.length === 96 ? [plain.subarray(64)] : []
}

function pointOf(scalar: Uint8Array): Uint8Array | undefined {
  try {
    const exchange = createECDH('SM2')
    exchange.setPrivateKey(scalar)
    return new Uint8Array(exchange.getPublicKey())
  } catch {
    // Zero, or not below the order of the curve.
    return undefined
  }
}

function sm2Pkcs8(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  const key = sequence(integer(1), octetString(scalar), explicit(1, bitString(point)))
  return sequence(integer(0), sequence(oid(OID.ecPublicKey), oid(OID.sm2)), octetString(key))
}
