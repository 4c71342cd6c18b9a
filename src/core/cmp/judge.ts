// Whether a CMP answer is to be believed (RFC 9483 §3.5): same transaction, our nonce back, and protected by the shared secret or by a
// certificate we were told of. Everything else is refused by name, before anything in the answer is acted on.

import { type ParseError, TAG } from '../asn1/der.ts'
import { Fields, malformed, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString, readSmallInteger } from '../asn1/values.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Eventual, Primitives } from '../primitives.ts'
import { err, type Instant, ok, type Result } from '../verdict.ts'
import { signatureSchemeOf } from '../x509/algorithms.ts'
import type { AlgorithmIdentifier, Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { readAlgorithm } from '../x509/parse.ts'
import type { CmpAnswer } from './read.ts'

export type CmpMacDigest = 'sha1' | 'sha256' | 'sha384' | 'sha512'

export type CmpMacMethod =
  | { kind: 'password-based'; salt: Uint8Array; iterations: number; ownWay: CmpMacDigest; digest: CmpMacDigest }
  | { kind: 'pbmac1'; salt: Uint8Array; iterations: number; prf: CmpMacDigest; keyBytes: number; digest: CmpMacDigest }

export interface CmpExpectation {
  transactionId: Uint8Array
  /** What we sent last: it has to come back. */
  nonce: Uint8Array
  /** The secret we share with the CA, where we do. */
  mac?: (method: CmpMacMethod, message: Uint8Array) => Promise<Uint8Array>
  /** Whose signatures are believed. Their own chains are not judged: they were told to us. */
  responders: readonly Certificate[]
  now: Instant
}

export type CmpDoubt =
  | 'cmp.other-transaction'
  | 'cmp.nonce-not-ours'
  | 'cmp.nonce-missing'
  | 'cmp.unprotected'
  | 'cmp.protection-unknown'
  | 'cmp.protection-broken'
  | 'cmp.responder-unknown'
  | 'cmp.responder-expired'

/** Nothing when the answer is to be believed. A MAC needs a secret of ours, a signature a responder we know. */
export async function doubtIn(
  answer: CmpAnswer,
  expected: CmpExpectation,
  primitives: Primitives,
): Promise<CmpDoubt | undefined> {
  const { transactionId, recipientNonce, senderNonce } = answer
  if (!transactionId || !equalBytes(transactionId, expected.transactionId)) return 'cmp.other-transaction'
  if (!recipientNonce || !equalBytes(recipientNonce, expected.nonce)) return 'cmp.nonce-not-ours'
  if (!senderNonce || senderNonce.length < MIN_NONCE_BYTES) return 'cmp.nonce-missing'
  return protectionDoubt(answer, expected, primitives)
}

/** Fewer could be guessed, or come twice; RFC 9483 §3.1 wants sixteen. */
const MIN_NONCE_BYTES = 16

function protectionDoubt(
  answer: CmpAnswer,
  expected: CmpExpectation,
  primitives: Primitives,
): Eventual<CmpDoubt | undefined> {
  const { protectionAlgorithm: algorithm, protection } = answer
  if (!algorithm || !protection) return 'cmp.unprotected'
  const method = macMethodOf(algorithm)
  if (method === undefined) return signatureDoubt(answer, algorithm, protection, expected, primitives)
  if (!method.ok || !expected.mac) return 'cmp.protection-unknown'
  return macDoubt(expected.mac(method.value, answer.protectedPart), protection)
}

async function macDoubt(expected: Promise<Uint8Array>, protection: Uint8Array): Promise<CmpDoubt | undefined> {
  return equalBytes(await expected, protection) ? undefined : 'cmp.protection-broken'
}

async function signatureDoubt(
  answer: CmpAnswer,
  algorithm: AlgorithmIdentifier,
  signature: Uint8Array,
  { responders, now }: CmpExpectation,
  primitives: Primitives,
): Promise<CmpDoubt | undefined> {
  const scheme = signatureSchemeOf(algorithm)
  if (!scheme.ok || WEAK.has(scheme.value.digest)) return 'cmp.protection-unknown'
  const known = responders.filter((one) => isNamedBy(one, answer))
  if (known.length === 0) return 'cmp.responder-unknown'
  for (const responder of known) {
    const check = { ...scheme.value, publicKey: responder.publicKeyInfo, message: [answer.protectedPart], signature }
    if (!(await primitives.verify(check))) continue
    return now < responder.notBefore || now > responder.notAfter ? 'cmp.responder-expired' : undefined
  }
  return 'cmp.protection-broken'
}

const WEAK: ReadonlySet<string> = new Set(['md5', 'sha1'])

/** A key identifier, where the answer names one, must be the certificate's. */
function isNamedBy(certificate: Certificate, { senderKid }: CmpAnswer): boolean {
  const identifier = extensionOf(certificate, 'subjectKeyIdentifier')
  return !senderKid || !identifier || equalBytes(senderKid, identifier)
}

const PBM = '1.2.840.113533.7.66.13'
const PBMAC1 = '1.2.840.113549.1.5.14'
const PBKDF2 = '1.2.840.113549.1.5.12'
const HMACS: Readonly<Record<string, CmpMacDigest>> = {
  '1.3.6.1.5.5.8.1.2': 'sha1',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
const OWN_WAYS: Readonly<Record<string, CmpMacDigest>> = {
  [OID.sha1]: 'sha1',
  [OID.sha256]: 'sha256',
  [OID.sha384]: 'sha384',
  [OID.sha512]: 'sha512',
}
/** More would be an attack on our processor; fewer than a hundred no protection at all (RFC 4211 §4.4). */
const ITERATIONS = { min: 100, max: 1_000_000 }
const MAX_SALT_BYTES = 1024

/** `undefined`: not a MAC. Errors name the parameter: `cmp.mac-…`. */
export function macMethodOf({ oid, parameters }: AlgorithmIdentifier): Result<CmpMacMethod, ParseError> | undefined {
  if (oid !== PBM && oid !== PBMAC1) return undefined
  if (!parameters) return err({ code: 'cmp.mac-parameters', offset: 0 })
  const read = parsing(() => (oid === PBM ? readPbm(parameters) : readPbmac1(parameters)))
  return read.ok ? ok(read.value) : read
}

function readPbm(parameters: Uint8Array): CmpMacMethod {
  const fields = new Fields(onlyTlv(parameters), TAG.sequence)
  const salt = saltOf(readOctetString(fields.next()))
  const ownWay = named(OWN_WAYS, readAlgorithm(fields.next()).oid, 'cmp.mac-digest')
  const iterations = iterationsOf(readSmallInteger(fields.next()))
  const digest = named(HMACS, readAlgorithm(fields.next()).oid, 'cmp.mac-algorithm')
  fields.end()
  return { kind: 'password-based', salt, iterations, ownWay, digest }
}

function readPbmac1(parameters: Uint8Array): CmpMacMethod {
  const fields = new Fields(onlyTlv(parameters), TAG.sequence)
  const derivation = readAlgorithm(fields.next())
  const digest = named(HMACS, readAlgorithm(fields.next()).oid, 'cmp.mac-algorithm')
  fields.end()
  if (derivation.oid !== PBKDF2 || !derivation.parameters) return malformed('cmp.mac-derivation', 0)
  const inner = new Fields(onlyTlv(derivation.parameters), TAG.sequence)
  const salt = saltOf(readOctetString(inner.next()))
  const iterations = iterationsOf(readSmallInteger(inner.next()))
  const length = inner.optional(TAG.integer)
  const prfField = inner.optional(TAG.sequence)
  inner.end()
  const keyBytes = length ? readSmallInteger(length) : 0
  // RFC 9579 §4 wants it spelled out: without it the two sides may derive keys of different lengths.
  if (keyBytes < 20 || keyBytes > 64) malformed('cmp.mac-key-length', 0)
  const prf = prfField ? named(HMACS, readAlgorithm(prfField).oid, 'cmp.mac-digest') : 'sha1'
  return { kind: 'pbmac1', salt, iterations, prf, keyBytes, digest }
}

function named<T>(table: Readonly<Record<string, T>>, oid: string, code: string): T {
  return table[oid] ?? malformed(code, 0)
}

function saltOf(salt: Uint8Array): Uint8Array {
  return salt.length >= 8 && salt.length <= MAX_SALT_BYTES ? salt : malformed('cmp.mac-salt', 0)
}

function iterationsOf(count: number): number {
  return count >= ITERATIONS.min && count <= ITERATIONS.max ? count : malformed('cmp.mac-iterations', 0)
}
