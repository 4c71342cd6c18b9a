// X.509 certificates read strictly, over the original bytes (RFC 5280 §4).

import type { Der } from '../asn1/der.ts'
import type { Instant } from '../verdict.ts'

export interface AlgorithmIdentifier {
  /** Dotted OID. */
  oid: string
  /** The whole parameters TLV, absent when the field is absent. */
  parameters?: Uint8Array
}

/** One attribute of a relative distinguished name, with its text decoded where the string type is known. */
export interface NameAttribute {
  oid: string
  /** Tag of the string type; 0 when the value is no text or cannot be decoded: `text` is then `#` and hexadecimal. */
  tag: number
  text: string
  raw: Uint8Array
}

export interface Name {
  /** Relative distinguished names in the order of the encoding. */
  rdns: NameAttribute[][]
  /** DER of the whole Name. */
  raw: Uint8Array
}

export interface Extension {
  oid: string
  critical: boolean
  /** Contents of extnValue. */
  value: Uint8Array
}

export interface Certificate {
  /** The whole DER as it arrived. */
  raw: Uint8Array
  /** DER of tbsCertificate: what the issuer signed. */
  tbs: Uint8Array
  /** 1, 2 or 3. */
  version: number
  /** Contents octets of the serial number INTEGER, as they stand. */
  serial: Uint8Array
  /** Signature algorithm inside the signed part and outside it; RFC 5280 §4.1.1.2 wants them equal. */
  innerSignature: AlgorithmIdentifier
  signatureAlgorithm: AlgorithmIdentifier
  /** Contents of the signature BIT STRING. */
  signature: Uint8Array
  issuer: Name
  subject: Name
  notBefore: Instant
  notAfter: Instant
  /** DER of SubjectPublicKeyInfo, its algorithm, and the key bits. */
  publicKeyInfo: Uint8Array
  publicKeyAlgorithm: AlgorithmIdentifier
  publicKeyBits: Uint8Array
  extensions: Extension[]
  /** Root of the parsed tree, for lints that need more. */
  der: Der
}
