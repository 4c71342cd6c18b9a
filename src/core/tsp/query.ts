// Writing a TimeStampReq (RFC 3161 §2.4.1), for health probes and tests.

import { boolean, integer, nullValue, octetString, oid, sequence } from '../asn1/write.ts'
import type { DigestAlgorithm } from '../primitives.ts'
import { digestOidOf } from '../x509/algorithms.ts'

export interface TimestampQueryInput {
  /** Digest of the data to be stamped, made with `hash`. */
  imprint: Uint8Array
  hash: DigestAlgorithm
  /** Unsigned big-endian octets, fresh for every query: without one an old answer can be replayed. */
  nonce?: Uint8Array
  /** Asks for the authority's certificate in the token. */
  certReq?: boolean
  /** Dotted OID of the wanted policy. */
  policy?: string
}

/** DER of a TimeStampReq, to be sent as `application/timestamp-query`. */
export function writeTimestampQuery(input: TimestampQueryInput): Uint8Array {
  const algorithm = sequence(oid(digestOidOf(input.hash)), nullValue())
  const parts = [integer(1), sequence(algorithm, octetString(input.imprint))]
  if (input.policy) parts.push(oid(input.policy))
  if (input.nonce) parts.push(integer(input.nonce))
  if (input.certReq) parts.push(boolean(true))
  return sequence(...parts)
}
