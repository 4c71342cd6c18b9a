// Certification requests (PKCS#10, RFC 2986), signed by the key they ask for.

import { Attribute, Extensions } from 'pkijs'
import type { SignatureAlgorithm, Signer } from '#adapters/keys/signer.ts'
import type { Wishes } from '#core/x509/request-profiles.ts'
import type { RequestMaker, ServiceKey } from '#src/ports.ts'
import { publicKeyInfo, signed } from './certificate.ts'
import { integer, sequence, tagged } from './der.ts'
import { type ExtensionValue, extendedKeyUsage, keyUsage, subjectAltName, toPkijs } from './extensions.ts'
import { type DistinguishedName, nameOf } from './name.ts'

export interface RequestOrder {
  subject: DistinguishedName
  /** Alternative names, as `generalName` reads them. */
  sans?: readonly string[]
  signer: Signer
  /** Further extensions asked for, e.g. key usage. */
  extensions?: readonly ExtensionValue[]
  spoilSignature?: boolean
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'

/** DER of a CertificationRequest. SM2 requests are signed under the default identifier, as the signer is opened by default. */
export async function makeCertificationRequest(order: RequestOrder): Promise<Uint8Array> {
  const extensions = [...(order.sans?.length ? [subjectAltName(order.sans)] : []), ...(order.extensions ?? [])]
  const asked = new Extensions({ extensions: extensions.map(toPkijs) }).toSchema()
  const attributes = extensions.length ? [new Attribute({ type: EXTENSION_REQUEST, values: [asked] }).toSchema()] : []
  const toBeSigned = sequence(
    integer(0),
    nameOf(order.subject).toSchema(),
    publicKeyInfo(order.signer.spki).toSchema(),
    tagged(0, ...attributes),
  )
  return signed(toBeSigned, order.signer, order.spoilSignature)
}

/** The port of the slices: the key stays where it is, only `sign` is asked. */
export const requestMaker: RequestMaker = {
  make: ({ wishes, ...order }, key, sign) =>
    makeCertificationRequest({
      ...order,
      extensions: wishes ? wishedExtensions(wishes) : [],
      signer: { algorithm: SIGNED_WITH[key.algorithm], spki: key.publicKey, sign },
    }),
}

/** Key usage and purposes, each only when something is asked for. */
export function wishedExtensions({ usages, purposes }: Wishes): ExtensionValue[] {
  return [
    ...(usages.length > 0 ? [keyUsage(usages)] : []),
    ...(purposes.length > 0 ? [extendedKeyUsage(purposes)] : []),
  ]
}

const SIGNED_WITH: Record<ServiceKey, SignatureAlgorithm> = {
  rsa2048: 'rsa-sha256',
  rsa3072: 'rsa-sha256',
  rsa4096: 'rsa-sha256',
  p256: 'ecdsa-p256',
  p384: 'ecdsa-p384',
  ed25519: 'ed25519',
  sm2: 'sm2',
}
