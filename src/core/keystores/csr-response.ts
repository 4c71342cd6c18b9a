// What a CA answers to an SM2 request in one structure: certificates for signing, the enveloped encryption key, certificates for
// encryption (CSRResponse, GM/T 0092-2020; clause unverified). Tags are read as EXPLICIT or IMPLICIT: writers do either.

import { bytesOf, contextTag, type Der, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, onlyTlv, parsing, tlvAt } from '../asn1/fields.ts'
import { explicit, sequence, set } from '../asn1/write.ts'
import { envelopedKey, type Sm2Envelope } from './sm2-envelope.ts'

export interface CsrResponse {
  /** DER, those for signing first. */
  certificates: Uint8Array[]
  envelope?: Sm2Envelope
}

/** `undefined` when the octets are something else. */
export function readCsrResponse(bytes: Uint8Array): CsrResponse | undefined {
  const read = parsing(() => {
    const fields = new Fields(onlyTlv(bytes, TAG.sequence))
    const signing = fields.next(TAG.set)
    const key = fields.optional(contextTag(0))
    const encryption = fields.optional(contextTag(1))
    fields.end()
    const lists = encryption ? [signing, contentOf(encryption, TAG.set)] : [signing]
    const certificates = lists.flatMap((list) => elementsOf(list, TAG.sequence).map(bytesOf))
    return { certificates, ...(key && { envelope: envelopedKey(contentOf(key, TAG.sequence)) }) }
  })
  return read.ok && read.value.certificates.length > 0 ? read.value : undefined
}

/** The element inside an EXPLICIT tag, or the tagged element itself: only the former is filled by one element of that tag. */
function contentOf(tagged: Der, tag: number): Der {
  const first = tlvAt(tagged.source, tagged.valueStart, tagged.end)
  return first.tag === tag && first.end === tagged.end ? first : tagged
}

/** DER of a CSRResponse; the tags EXPLICIT. @param envelope DER of the SM2EnvelopedKey */
export function writeCsrResponse(parts: {
  signing: readonly Uint8Array[]
  encryption?: { certificates: readonly Uint8Array[]; envelope: Uint8Array }
}): Uint8Array {
  const { signing, encryption } = parts
  return sequence(
    set(...signing),
    ...(encryption ? [explicit(0, encryption.envelope), explicit(1, set(...encryption.certificates))] : []),
  )
}
