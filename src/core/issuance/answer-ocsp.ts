// The side of OCSP that answers (RFC 6960 §4.1, §4.2; RFC 8954 for the nonce): questions read strictly, answers laid out to be signed. Who
// is asked about, and what is said of them, is the responder's: here nothing is good by default.

import { bytesOf, contextTag, type Der, type ParseError, readDer, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readInteger, readOctetString } from '../asn1/values.ts'
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../asn1/write.ts'
import type { Instant, Result } from '../verdict.ts'
import { readAlgorithm, readExtensions } from '../x509/parse.ts'
import { ocspNonce } from './extensions.ts'
import { type SigningKey, signatureIdentifier } from './make-certificate.ts'
import { CRL_REASONS, type CrlReason } from './make-crl.ts'

/** A question about many certificates is a way to make a responder work. */
const MAX_ASKED = 16
/** Of a request: sixteen certificates fit several times. */
export const MAX_OCSP_REQUEST_BYTES = 8_192

export interface AskedAbout {
  /** The CertID as it stood: it is repeated in the answer. */
  der: Uint8Array
  hashOid: string
  issuerNameHash: Uint8Array
  issuerKeyHash: Uint8Array
  /** Contents octets. */
  serial: Uint8Array
}

export interface OcspRequest {
  asked: AskedAbout[]
  /** Contents of the extension as it came. */
  nonce?: Uint8Array
}

/** One DER OCSPRequest. A signature over it is not looked at: nobody has to be known to ask. */
export function readOcspRequest(bytes: Uint8Array): Result<OcspRequest, ParseError> {
  return parsing(() => {
    if (bytes.length > MAX_OCSP_REQUEST_BYTES) malformed('ocsp.too-large', 0)
    const outer = new Fields(must(readDer(bytes)), TAG.sequence)
    const tbs = new Fields(outer.next(TAG.sequence))
    outer.optional(contextTag(0))
    outer.end()
    tbs.optional(contextTag(0))
    tbs.optional(contextTag(1))
    const list = tbs.next(TAG.sequence)
    const extensions = tbs.optional(contextTag(2))
    tbs.end()
    const asked = elementsOf(list, TAG.sequence).map((one) => readCertId(new Fields(one).next(TAG.sequence)))
    if (asked.length === 0 || asked.length > MAX_ASKED) malformed('ocsp.request-count', list.start)
    const nonce = extensions && readExtensions(unwrap(extensions)).find((one) => one.oid === OID.ocspNonce)?.value
    // 1 to 32 octets in their OCTET STRING (RFC 8954 §2.1); longer ones are left out, not refused: older clients send them.
    return { asked, ...(nonce && nonce.length <= 66 && { nonce }) }
  })
}

function readCertId(der: Der): AskedAbout {
  const fields = new Fields(der)
  const hashOid = readAlgorithm(fields.next()).oid
  const issuerNameHash = readOctetString(fields.next())
  const issuerKeyHash = readOctetString(fields.next())
  const serial = readInteger(fields.next())
  fields.end()
  return { der: bytesOf(der), hashOid, issuerNameHash, issuerKeyHash, serial }
}

/** `unknown` for what was never issued. */
export type SaidStatus =
  | { status: 'good' }
  | { status: 'unknown' }
  | { status: 'revoked'; at: Instant; reason: CrlReason }

export interface OcspAnswer {
  /** SHA-1 of the responder's key bits. */
  responderKeyHash: Uint8Array
  producedAt: Instant
  nextUpdate: Instant
  said: readonly { certId: Uint8Array; status: SaidStatus }[]
  nonce?: Uint8Array
}

/** DER of ResponseData. */
export function ocspToBeSigned({ responderKeyHash, producedAt, nextUpdate, said, nonce }: OcspAnswer): Uint8Array {
  const singles = said.map(({ certId, status }) =>
    sequence(certId, statusOf(status), generalizedTime(producedAt), explicit(0, generalizedTime(nextUpdate))),
  )
  return sequence(
    explicit(2, octetString(responderKeyHash)),
    generalizedTime(producedAt),
    sequence(...singles),
    ...(nonce ? [explicit(1, sequence(ocspNonce(nonce)))] : []),
  )
}

function statusOf(said: SaidStatus): Uint8Array {
  if (said.status === 'good') return implicit(0, nullValue())
  if (said.status === 'unknown') return implicit(2, nullValue())
  const reason = said.reason === 'unspecified' ? [] : [explicit(0, enumerated(CRL_REASONS[said.reason]))]
  return implicit(1, sequence(generalizedTime(said.at), ...reason))
}

/** DER of an OCSPResponse, with the responder's certificate. */
export function ocspResponse(
  tbs: Uint8Array,
  signedWith: SigningKey,
  signature: Uint8Array,
  responder: Uint8Array,
): Uint8Array {
  const basic = sequence(tbs, signatureIdentifier(signedWith), bitString(signature), explicit(0, sequence(responder)))
  return sequence(enumerated(0), explicit(0, sequence(oid(OID.ocspBasic), octetString(basic))))
}

const ERRORS = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const

/** An answer that is only an error, unsigned (RFC 6960 §4.2.1). */
export function ocspError(problem: keyof typeof ERRORS): Uint8Array {
  return sequence(enumerated(ERRORS[problem]))
}
