// Revocation evidence is read once, however many certificates and signers ask it: a list of a million entries is indexed only once
// (RFC 5280 §5.1, RFC 6960 §4.2.1). Remembered by the very array, which nobody may change afterwards.

import type { ParseError } from '../asn1/der.ts'
import type { Result } from '../verdict.ts'
import { type Crl, parseCrl } from './crl.ts'
import { type OcspResponse, parseOcspResponse } from './ocsp.ts'

const CRLS = new WeakMap<Uint8Array, Result<Crl, ParseError>>()
const RESPONSES = new WeakMap<Uint8Array, Result<OcspResponse, ParseError>>()

/** As `parseCrl`. */
export function crlOf(bytes: Uint8Array): Result<Crl, ParseError> {
  const known = CRLS.get(bytes) ?? parseCrl(bytes)
  CRLS.set(bytes, known)
  return known
}

/** As `parseOcspResponse`. */
export function ocspResponseOf(bytes: Uint8Array): Result<OcspResponse, ParseError> {
  const known = RESPONSES.get(bytes) ?? parseOcspResponse(bytes)
  RESPONSES.set(bytes, known)
  return known
}
