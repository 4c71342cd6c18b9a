// An SESeal laid out and put together: version 4 of GB/T 38540-2020 as its implementations agree (clause unverified), version 1 of
// GM/T 0031-2014 for systems that know no other. The maker signs what `makerMessage` gives; nothing here holds a key.

import {
  bitString,
  generalizedTime,
  ia5,
  integer,
  octetString,
  oid,
  printable,
  sequence,
  utcTime,
  utf8,
} from '../asn1/write.ts'
import type { Instant } from '../verdict.ts'
import type { SignerList } from './structure.ts'

export type WrittenVersion = 1 | 4

export const SM2_WITH_SM3 = '1.2.156.10197.1.501'
/** SES_ESPropertyInfo.type. */
export const SEAL_TYPES = { organisation: 1, person: 2 } as const

export interface SealContent {
  version: WrittenVersion
  /** ASCII, unique with its maker. */
  id: string
  /** ASCII name of the maker's product. */
  vendor: string
  type: (typeof SEAL_TYPES)[keyof typeof SEAL_TYPES]
  name: string
  /** Who may seal with it. Version 1 knows certificates only. */
  signers: SignerList
  created: Instant
  /** Version 1: before 2050, whole seconds in both. */
  validFrom: Instant
  validUntil: Instant
  /** Whole millimetres. */
  picture: { type: string; data: Uint8Array; widthMm: number; heightMm: number }
}

/** DER of SES_SealInfo. @throws RangeError for what the version cannot hold: the caller has looked before */
export function writeSealInfo(content: SealContent): Uint8Array {
  const { version, id, vendor, type, name, created, validFrom, validUntil, picture } = content
  demandAscii(id)
  demandAscii(vendor)
  demandAscii(picture.type)
  const time = version === 1 ? utcTime : generalizedTime
  if (version === 1 && new Date(validUntil).getUTCFullYear() >= 2050) throw new RangeError('UTCTime ends in 2049')
  return sequence(
    sequence(ia5('ES'), integer(version), ia5(vendor)),
    ia5(id),
    sequence(
      integer(type),
      utf8(name),
      ...signerList(version, content.signers),
      ...[created, validFrom, validUntil].map((at) => time(at)),
    ),
    sequence(ia5(picture.type), octetString(picture.data), integer(picture.widthMm), integer(picture.heightMm)),
  )
}

/** SES_CertList: 1 whole certificates, 2 digests; version 1 has no choice and no number. */
function signerList(version: WrittenVersion, list: SignerList): Uint8Array[] {
  if (list.kind === 'certificates') {
    const certificates = sequence(...list.certificates.map((one) => octetString(one)))
    return version === 1 ? [certificates] : [integer(1), certificates]
  }
  if (version === 1) throw new RangeError('version 1 lists certificates only')
  const digests = list.digests.map(({ algorithm, value }) => sequence(printable(algorithm), octetString(value)))
  return [integer(2), sequence(...digests)]
}

/** What the maker signs: the info alone; in version 1 the SEQUENCE of info, certificate and algorithm. */
export function makerMessage(version: WrittenVersion, info: Uint8Array, makerCertificate: Uint8Array): Uint8Array {
  return version === 4 ? info : sequence(info, octetString(makerCertificate), oid(SM2_WITH_SM3))
}

/** DER of the SESeal. @param signature DER of SM2 by SM3 over `makerMessage` */
export function writeSeal(
  version: WrittenVersion,
  info: Uint8Array,
  makerCertificate: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const maker = [octetString(makerCertificate), oid(SM2_WITH_SM3), bitString(signature)]
  return version === 4 ? sequence(info, ...maker) : sequence(info, sequence(...maker))
}

function demandAscii(text: string): void {
  if (!/^[\x20-\x7e]+$/.test(text)) throw new RangeError(`not ASCII: ${text}`)
}
