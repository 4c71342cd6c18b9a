// Which octets each kind of timestamp inside a signature stamps (RFC 3161 appendix A; RFC 5126 §5.11.4, §6.1.1, §6.3.5, §6.3.6).

import { contentsOf } from '../asn1/der.ts'
import { onlyTlv } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { joinedOctets } from '../bytes/octets.ts'
import type { Primitives } from '../primitives.ts'
import { archivedV2, archivedV3, type StampedMessage, type StampedOctets } from './archive.ts'
import { attributesOf } from './attributes.ts'
import type { CarriedTimestamp } from './carried.ts'
import type { SignerInfo } from './signed-data.ts'

/** The octets a token stamps, by the rule of its kind; where a kind has several readings, the one the imprint agrees with. */
export async function stampedOctets(
  token: CarriedTimestamp,
  message: StampedMessage,
  primitives: Primitives,
): Promise<StampedOctets> {
  const { signer, content } = message
  switch (token.kind) {
    case 'content':
      return { findings: [], ...(content && { octets: content }) }
    case 'signature':
      return { findings: [], octets: signer.signature }
    case 'cades-c':
      return {
        findings: [],
        octets: joinedOctets(signer.signature, ...referenceOctets(signer, [OID.signatureTimeStamp])),
      }
    case 'references':
      return { findings: [], octets: joinedOctets(...referenceOctets(signer, [])) }
    case 'archive-v3':
      return archivedV3(token, message, primitives)
    default:
      return archivedV2(token, message, primitives)
  }
}

/** Type and values of each attribute, without the SEQUENCE around them (RFC 5126 §6.3.5). */
function referenceOctets(signer: SignerInfo, before: readonly string[]): Uint8Array[] {
  return [...before, OID.certificateReferences, OID.revocationReferences].flatMap((type) =>
    attributesOf(signer.unsignedAttributes, type).map((one) => contentsOf(onlyTlv(one.raw))),
  )
}
