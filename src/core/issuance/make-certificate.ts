// Certificates of our own authorities: what is to be signed is laid out whole before anybody signs it, so that it can be written down first
// (RFC 5280 §4.1). Names are C, O, OU…, CN in this order, in UTF-8 but for the country (RFC 5280 §4.1.2.4).

import { bytesOf, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { bitString, explicit, integer, nullValue, oid, printable, sequence, set, time, utf8 } from '../asn1/write.ts'
import type { Instant } from '../verdict.ts'

/** How an authority signs: decided by its key alone. */
export type SigningKey = 'sm2' | 'rsa' | 'p256' | 'p384' | 'ed25519'

/** RSA identifiers carry an explicit NULL (RFC 4055 §2.1), the others no parameters. */
const ALGORITHMS: Readonly<Record<SigningKey, Uint8Array>> = {
  sm2: sequence(oid(OID.sm2WithSm3)),
  rsa: sequence(oid(OID.sha256WithRsa), nullValue()),
  p256: sequence(oid(OID.ecdsaWithSha256)),
  p384: sequence(oid(OID.ecdsaWithSha384)),
  ed25519: sequence(oid(OID.ed25519)),
}

/** DER AlgorithmIdentifier. */
export function signatureIdentifier(key: SigningKey): Uint8Array {
  return ALGORITHMS[key]
}

export interface SubjectName {
  /** Absent: no country stands in it. */
  country?: string
  organisation: string
  units?: readonly string[]
  commonName: string
}

/** DER of a Name. */
export function writeName({ country, organisation, units = [], commonName }: SubjectName): Uint8Array {
  const rdn = (type: string, value: Uint8Array) => set(sequence(oid(type), value))
  return sequence(
    ...(country === undefined ? [] : [rdn(OID.countryName, printable(country))]),
    rdn(OID.organizationName, utf8(organisation)),
    ...units.map((unit) => rdn(OID.organizationalUnitName, utf8(unit))),
    rdn(OID.commonName, utf8(commonName)),
  )
}

export interface CertificatePlan {
  /** Unsigned octets, as they were drawn. */
  serial: Uint8Array
  signedWith: SigningKey
  /** DER of Names. */
  issuer: Uint8Array
  subject: Uint8Array
  /** Whole seconds. */
  notBefore: Instant
  notAfter: Instant
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  /** DER of Extensions, in this order. */
  extensions: readonly Uint8Array[]
}

/** DER of the tbsCertificate. */
export function toBeSigned(plan: CertificatePlan): Uint8Array {
  return sequence(
    explicit(0, integer(2)),
    integer(plan.serial),
    ALGORITHMS[plan.signedWith],
    plan.issuer,
    sequence(time(plan.notBefore), time(plan.notAfter)),
    plan.subject,
    plan.publicKey,
    explicit(3, sequence(...plan.extensions)),
  )
}

/** The same to the last octet but for the serial number. @throws Error for what `toBeSigned` did not write */
export function withSerial(tbs: Uint8Array, serial: Uint8Array): Uint8Array {
  const read = parsing(() => elementsOf(onlyTlv(tbs, TAG.sequence)).map(bytesOf))
  if (!read.ok) throw new Error(`not to be signed: ${read.error.code}`)
  const [version = new Uint8Array(), , ...rest] = read.value
  return sequence(version, integer(serial), ...rest)
}

/** The frame of certificates, CRLs, OCSP answers and requests: what was signed, how, the signature. */
export function signedFrame(tbs: Uint8Array, signedWith: SigningKey, signature: Uint8Array): Uint8Array {
  return sequence(tbs, ALGORITHMS[signedWith], bitString(signature))
}

/** The `tbs` of such a frame. `undefined` for other octets. */
export function tbsOf(signed: Uint8Array): Uint8Array | undefined {
  const read = parsing(() => bytesOf(new Fields(onlyTlv(signed, TAG.sequence)).next(TAG.sequence)))
  return read.ok ? read.value : undefined
}

/** DER of a certificationRequestInfo for an authority's own key, to be signed by it (RFC 2986 §4.1). */
export function requestToBeSigned(
  subject: Uint8Array,
  publicKey: Uint8Array,
  extensions: readonly Uint8Array[],
): Uint8Array {
  const asked = sequence(oid(OID.extensionRequest), set(sequence(...extensions)))
  return sequence(integer(0), subject, publicKey, explicit(0, asked))
}
