// What an ACME client signs and how it is written: flattened JWS (RFC 7515 §7.2.2), JWK of a key (RFC 7518 §6), its thumbprint
// (RFC 7638 §3) and the key authorisation made of it (RFC 8555 §8.1). The signing itself is somebody else's.

import { type ParseError, TAG } from '../asn1/der.ts'
import { Fields, malformed, onlyTlv, parsing } from '../asn1/fields.ts'
import { readInteger } from '../asn1/values.ts'
import { utf8Octets } from '../asn1/write.ts'
import { toBase64Url } from '../bytes/base64.ts'
import { concatBytes } from '../bytes/bytes.ts'
import type { Primitives } from '../primitives.ts'
import type { Result } from '../verdict.ts'
import { keyKindOf } from '../x509/key.ts'
import { readPublicKeyInfo } from '../x509/parse.ts'

/** Members in the order of their names, as a thumbprint wants them. */
export type Jwk = Readonly<Record<string, string>>

export type JwsAlgorithm = 'ES256' | 'ES384' | 'RS256'

export interface JwsKey {
  algorithm: JwsAlgorithm
  jwk: Jwk
}

const CURVES: Readonly<Record<string, JwsAlgorithm>> = { 'P-256': 'ES256', 'P-384': 'ES384' }
/** Octets of each half of a signature (RFC 7518 §3.4). */
const HALF_BYTES: Partial<Record<JwsAlgorithm, number>> = { ES256: 32, ES384: 48 }

/** The JWS view of a DER SubjectPublicKeyInfo. Errors: `jwk.key-unsupported` (SM2: no ACME server takes it), or those of the DER reader. */
export function jwsKeyOf(spki: Uint8Array): Result<JwsKey, ParseError> {
  return parsing(() => {
    const info = readPublicKeyInfo(onlyTlv(spki))
    const name = keyKindOf(info).algorithm
    if (name === 'RSA') return { algorithm: 'RS256', jwk: rsaJwk(info.publicKeyBits) }
    const algorithm = CURVES[name]
    const size = algorithm && HALF_BYTES[algorithm]
    const point = info.publicKeyBits
    if (!algorithm || !size || point[0] !== 4 || point.length !== 1 + 2 * size)
      return malformed('jwk.key-unsupported', 0)
    const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)].map(toBase64Url) as [string, string]
    return { algorithm, jwk: { crv: name, kty: 'EC', x, y } }
  })
}

function rsaJwk(key: Uint8Array): Jwk {
  const fields = new Fields(onlyTlv(key), TAG.sequence)
  const [n, e] = [readInteger(fields.next()), readInteger(fields.next())].map(unsigned).map(toBase64Url) as [
    string,
    string,
  ]
  return { e, kty: 'RSA', n }
}

/** Without the zero that keeps an INTEGER positive. */
function unsigned(octets: Uint8Array): Uint8Array {
  return octets.length > 1 && octets[0] === 0 ? octets.subarray(1) : octets
}

/** SHA-256 thumbprint of a key, base64url. */
export async function thumbprintOf(jwk: Jwk, primitives: Primitives): Promise<string> {
  return toBase64Url(await primitives.digest('sha256', utf8Octets(JSON.stringify(jwk))))
}

/** What proves control of a name: `token.thumbprint`. */
export function keyAuthorization(token: string, thumbprint: string): string {
  return `${token}.${thumbprint}`
}

/** What the TXT record at `_acme-challenge.` holds (RFC 8555 §8.4). */
export async function dnsRecordValue(authorization: string, primitives: Primitives): Promise<string> {
  return toBase64Url(await primitives.digest('sha256', utf8Octets(authorization)))
}

export interface Jws {
  protected: string
  payload: string
  signature: string
}

/** `signingInput` is what gets signed; `seal` takes the signature as the key gives it. `payload` undefined: POST-as-GET (RFC 8555 §6.3). */
export function layOutJws(header: Readonly<Record<string, unknown>>, payload: unknown) {
  const head = toBase64Url(utf8Octets(JSON.stringify(header)))
  const body = payload === undefined ? '' : toBase64Url(utf8Octets(JSON.stringify(payload)))
  const seal = (signature: Uint8Array): Jws => ({ protected: head, payload: body, signature: toBase64Url(signature) })
  return { signingInput: utf8Octets(`${head}.${body}`), seal }
}

/** A signature as JWS has it: the DER of ECDSA becomes two halves of fixed length; RSA stays. Errors: those of the DER reader, `jws.signature-size`. */
export function jwsSignature(algorithm: JwsAlgorithm, signature: Uint8Array): Result<Uint8Array, ParseError> {
  return parsing(() => {
    const size = HALF_BYTES[algorithm]
    if (size === undefined) return signature
    const fields = new Fields(onlyTlv(signature), TAG.sequence)
    const halves = [fields.next(), fields.next()].map((half) => {
      const octets = unsigned(readInteger(half))
      if (octets.length > size) malformed('jws.signature-size', half.start)
      return concatBytes(new Uint8Array(size - octets.length), octets)
    })
    fields.end()
    return concatBytes(...halves)
  })
}
