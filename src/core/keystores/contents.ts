// What was found in the files a CA or an operator handed over (house rule; no clause).

import type { Certificate } from '../x509/certificate.ts'
import type { CertificationRequest } from '../x509/request.ts'
import type { Refusal } from './problem.ts'
import type { SecretKey } from './secret.ts'
import type { Sm2Envelope } from './sm2-envelope.ts'

/** Path to the item inside what was handed over, and the name it had there. */
interface Place {
  where: string
  alias?: string
}

export interface FoundCertificate extends Place {
  certificate: Certificate
}

export interface FoundKey extends Place {
  key: SecretKey
  /** DER SubjectPublicKeyInfo, computed from the private part. */
  publicKey: Uint8Array
}

export interface FoundRequest extends Place {
  request: CertificationRequest
}

export interface FoundEnvelope extends Place {
  envelope: Sm2Envelope
}

/** Each certificate and key once, in the order they were met. */
export interface Contents {
  certificates: FoundCertificate[]
  keys: FoundKey[]
  requests: FoundRequest[]
  envelopes: FoundEnvelope[]
  refused: Refusal[]
}

export interface GivenFile {
  name: string
  bytes: Uint8Array
}
