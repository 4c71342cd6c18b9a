// The parts of a SignedData as they arrived, BER or DER, with tag and length: archive timestamps stamp these octets and not
// what a transcoder makes of them (RFC 5126 §6.4.1; EN 319 122-1 §5.5.3).

import { type BerElement, berElementAt, berElementsIn } from '../asn1/ber.ts'
import { contextTag, type ParseError } from '../asn1/der.ts'
import { malformed, must, parsing } from '../asn1/fields.ts'
import type { Result } from '../verdict.ts'

export interface ArrivedParts {
  /** eContentType. */
  contentType: Uint8Array
  encapContentInfo: Uint8Array
  /** The whole `[0]` and `[1]` fields, and the elements inside each. */
  certificates?: Uint8Array
  certificateChoices: Uint8Array[]
  crls?: Uint8Array
  revocationChoices: Uint8Array[]
  /** The fields of each SignerInfo in their order. */
  signers: ArrivedSigner[]
}

export interface ArrivedSigner {
  /** From version to signature. */
  fields: Uint8Array[]
  /** The whole `[1]` field, when there is one. */
  unsigned?: Uint8Array
  unsignedAttributes: Uint8Array[]
}

/** @param raw one ContentInfo that was already read as SignedData, from its first to its last octet */
export function arrivedParts(raw: Uint8Array): Result<ArrivedParts, ParseError> {
  return parsing(() => {
    const inside = (element: BerElement) => must(berElementsIn(raw, element))
    const octets = ({ start, end }: BerElement) => raw.subarray(start, end)
    const [, wrapper] = inside(must(berElementAt(raw, 0)))
    const [signedData] = inside(wrapper ?? missing())
    const fields = inside(signedData ?? missing())
    const content = fields[2] ?? missing()
    const certificates = fields.find((one) => one.tag === contextTag(0))
    const crls = fields.find((one) => one.tag === contextTag(1))
    const signerSet = fields.at(-1) ?? missing()
    return {
      contentType: octets(inside(content)[0] ?? missing()),
      encapContentInfo: octets(content),
      ...(certificates && { certificates: octets(certificates) }),
      certificateChoices: certificates ? inside(certificates).map(octets) : [],
      ...(crls && { crls: octets(crls) }),
      revocationChoices: crls ? inside(crls).map(octets) : [],
      signers: inside(signerSet).map((one) => arrivedSigner(inside(one), octets, inside)),
    }
  })
}

function arrivedSigner(
  fields: BerElement[],
  octets: (element: BerElement) => Uint8Array,
  inside: (element: BerElement) => BerElement[],
): ArrivedSigner {
  const unsigned = fields.find((one) => one.tag === contextTag(1))
  return {
    fields: fields.filter((one) => one !== unsigned).map(octets),
    ...(unsigned && { unsigned: octets(unsigned) }),
    unsignedAttributes: unsigned ? inside(unsigned).map(octets) : [],
  }
}

function missing(): never {
  return malformed('der.missing-field', 0)
}
