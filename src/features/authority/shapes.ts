// What other slices hand to the authorities and get from them.

export interface CredentialOrder {
  /** Of the request it is for: unique. The same order again is the same issuance; with other content it is refused. */
  requestId: string
  authorityId: string
  /** `staff-sm2` (a pair), `staff-rsa` (one, for old systems), `seal-maker`. */
  profileId: string
  districtId: string
  subject: { commonName: string; organisation: string; units: readonly string[] }
  /** Stands in the certificate as IdentifyCode 1.2.156.10260.4.1.1, where the profile carries it. */
  identity: { kind: 'resident' | 'passport' | 'officer'; number: string }
  /** DER PKCS#10 of the carrier's signing key; it must prove possession, for SM2 under the default identifier. */
  request: Uint8Array
  carrierSerial: string
  /** The issuance whose certificate this one takes the place of, where there is one. */
  replaces?: string
  /** Person ids, three different ones. */
  persons: { requester: string; reviewer: string; approver: string }
}

export interface IssuedPair {
  /** DER. */
  sign: Uint8Array
  /** DER; only of a pair. */
  encryption?: Uint8Array
  /** DER SM2EnvelopedKey of the encryption key, for the carrier's signing key. */
  envelope?: Uint8Array
  /** DER of the authority's certificate and those above it, the root last. */
  chain: Uint8Array[]
  /** All of it as one: DER CSRResponse (GM/T 0092, clause unverified). */
  response: Uint8Array
}

export type IssuanceStanding =
  | { state: 'issued'; pair: IssuedPair }
  /** Asked again later, by anybody. */
  | { state: 'waiting'; code: string; params: Record<string, string | number> }
  | { state: 'refused' | 'failed'; code: string; params: Record<string, string | number> }
