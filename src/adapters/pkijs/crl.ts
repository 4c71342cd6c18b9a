// Certificate revocation lists made to order (RFC 5280 §5.1): complete, delta, partitioned, late, or by the wrong issuer.

import * as asn1js from 'asn1js'
import { CertificateRevocationList, Extensions, RevokedCertificate } from 'pkijs'
import type { Signer } from '#adapters/keys/signer.ts'
import { CRL_REASONS } from '#core/issuance/make-crl.ts'
import type { Instant } from '#core/verdict.ts'
import { signatureIdentifier } from './algorithm.ts'
import { signed, timeOf } from './certificate.ts'
import { type Encodable, generalizedTime, integer } from './der.ts'
import {
  authorityKeyIdentifier,
  type CrlScope,
  crlNumber,
  deltaCrlIndicator,
  type ExtensionValue,
  extension,
  issuingDistributionPoint,
  toPkijs,
} from './extensions.ts'
import { type DistinguishedName, nameOf } from './name.ts'

/** CRLReason codes (RFC 5280 §5.3.1), with what no authority of ours gives. */
export const REASONS = { ...CRL_REASONS, aACompromise: 10 } as const
export type RevocationReason = keyof typeof REASONS

export interface CrlEntry {
  serial: number | bigint | Uint8Array
  revokedAt: Instant
  reason?: RevocationReason
  /** When the key is thought to have been lost, if that was earlier (RFC 5280 §5.3.2). */
  invalidityDate?: Instant
  extensions?: readonly ExtensionValue[]
}

export interface CrlOrder {
  issuer: DistinguishedName | Uint8Array
  signer: Signer
  thisUpdate: Instant
  /** Absent: the field is left out. */
  nextUpdate?: Instant
  entries?: readonly CrlEntry[]
  /** cRLNumber; absent: no such extension. */
  number?: number | bigint
  /** Number of the complete CRL this is a delta to. */
  deltaTo?: number | bigint
  scope?: CrlScope
  extensions?: readonly ExtensionValue[]
  /** Without the authorityKeyIdentifier that every CRL should carry. */
  withoutKeyIdentifier?: boolean
  spoilSignature?: boolean
}

/** DER of a version 2 CRL. */
export async function makeCrl(order: CrlOrder): Promise<Uint8Array> {
  const extensions = [
    ...(order.withoutKeyIdentifier ? [] : [authorityKeyIdentifier(order.signer.spki)]),
    ...(order.number !== undefined ? [crlNumber(order.number)] : []),
    ...(order.deltaTo !== undefined ? [deltaCrlIndicator(order.deltaTo)] : []),
    ...(order.scope ? [issuingDistributionPoint(order.scope)] : []),
    ...(order.extensions ?? []),
  ]
  const crl = new CertificateRevocationList({
    version: 1,
    signature: signatureIdentifier(order.signer.algorithm),
    issuer: nameOf(order.issuer),
    thisUpdate: timeOf(order.thisUpdate),
    ...(order.nextUpdate !== undefined && { nextUpdate: timeOf(order.nextUpdate) }),
    ...(order.entries?.length && { revokedCertificates: order.entries.map(revoked) }),
    ...(extensions.length && { crlExtensions: new Extensions({ extensions: extensions.map(toPkijs) }) }),
  })
  const [toBeSigned] = crl.toSchema(true).valueBlock.value as [Encodable]
  return signed(toBeSigned, order.signer, order.spoilSignature)
}

function revoked(entry: CrlEntry): RevokedCertificate {
  const extensions = [
    ...(entry.reason ? [extension('2.5.29.21', new asn1js.Enumerated({ value: REASONS[entry.reason] }))] : []),
    ...(entry.invalidityDate !== undefined ? [extension('2.5.29.24', generalizedTime(entry.invalidityDate))] : []),
    ...(entry.extensions ?? []),
  ]
  return new RevokedCertificate({
    userCertificate: integer(entry.serial),
    revocationDate: timeOf(entry.revokedAt),
    ...(extensions.length && { crlEntryExtensions: new Extensions({ extensions: extensions.map(toPkijs) }) }),
  })
}
