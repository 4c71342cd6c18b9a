// From an order and a profile to what will be signed: the certificates of a credential, laid out whole.

import { onlyTlv, parsing } from '#core/asn1/fields.ts'
import { toHex } from '#core/bytes/hex.ts'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoint,
  extendedKeyUsage,
  freshestCrl,
  identifyCode,
  keyUsage,
  subjectKeyIdentifier,
} from '#core/issuance/extensions.ts'
import { toBeSigned, writeName } from '#core/issuance/make-certificate.ts'
import { type Profile, validityOf } from '#core/issuance/profiles.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import type { KeyUsage } from '#core/x509/extensions.ts'
import { nameText, readName } from '#core/x509/names.ts'
import { readPublicKeyInfo } from '#core/x509/parse.ts'
import type { CertificationRequest } from '#core/x509/request.ts'
import type { CertificateRole } from '#db/schema/authority.ts'
import type { Ctx } from '#src/context.ts'
import { addressesOf } from './rules.ts'
import { newSerial } from './serial.ts'
import type { CredentialOrder } from './shapes.ts'
import type { BuiltinAuthority } from './standing.ts'

export interface Planned {
  /** For people. */
  subject: string
  notBefore: Instant
  notAfter: Instant
  certificates: { role: CertificateRole; serial: Uint8Array; tbs: Uint8Array }[]
}

/** One certificate, or the two of a pair: alike in everything but key and usage. */
export async function planCertificates(
  { ports, now }: Ctx,
  authority: BuiltinAuthority,
  profile: Profile,
  { subject: given, identity }: CredentialOrder,
  request: CertificationRequest,
  encryptionKey: Uint8Array | undefined,
): Promise<Planned> {
  const subject = writeName({ country: 'CN', ...given })
  const validity = validityOf(profile, authority.own, now)
  const person = profile.carriesIdentity ? [identifyCode(identity)] : []
  const lay = async (role: CertificateRole, publicKey: Uint8Array, usages: readonly KeyUsage[]) => {
    const serial = newSerial()
    const extensions = [
      ...(await commonExtensions(ports.primitives, authority, publicKey)),
      keyUsage(usages),
      ...(role === 'sign' && profile.purposes.length > 0 ? [extendedKeyUsage(profile.purposes)] : []),
      ...person,
    ]
    const issuer = authority.own.subject.raw
    const { signedWith } = authority
    return {
      role,
      serial,
      tbs: toBeSigned({ serial, signedWith, issuer, subject, ...validity, publicKey, extensions }),
    }
  }
  const certificates = [await lay('sign', request.publicKeyInfo, profile.usages)]
  if (encryptionKey) certificates.push(await lay('encryption', encryptionKey, profile.encryptionUsages))
  return { subject: nameOf(subject), ...validity, certificates }
}

async function commonExtensions(
  primitives: Primitives,
  authority: BuiltinAuthority,
  publicKey: Uint8Array,
): Promise<Uint8Array[]> {
  const { ocsp, certificate, crl, delta } = addressesOf(authority)
  return [
    basicConstraints(false),
    authorityKeyIdentifier(authority.keyIdentifier),
    subjectKeyIdentifier(await keyIdentifierOf(primitives, publicKey)),
    authorityInfoAccess({ ocsp, issuer: certificate }),
    crlDistributionPoint(crl),
    freshestCrl(delta),
  ]
}

/** SHA-1 of the key bits (RFC 5280 §4.2.1.2 method 1): a label, not a security mechanism. @throws Error for what is no key */
export async function keyIdentifierOf(primitives: Primitives, publicKey: Uint8Array): Promise<Uint8Array> {
  const read = parsing(() => readPublicKeyInfo(onlyTlv(publicKey)))
  if (!read.ok) throw new Error(`not a public key: ${toHex(publicKey.subarray(0, 16))}`)
  return primitives.digest('sha1', read.value.publicKeyBits)
}

/** For people. @param der of a Name */
export function nameOf(der: Uint8Array): string {
  const read = parsing(() => readName(onlyTlv(der)))
  return read.ok ? nameText(read.value) : ''
}
