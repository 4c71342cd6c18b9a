// A BasicOCSPResponse and the OCSPResponse around it (RFC 6960 §4.2.1): messages carry the one, judges read the other.

import { contextTag, TAG } from '../asn1/der.ts'
import { Fields, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString } from '../asn1/values.ts'
import { enumerated, explicit, octetString, oid, sequence } from '../asn1/write.ts'

/** The successful OCSPResponse a BasicOCSPResponse was taken from. */
export function responseAround(basic: Uint8Array): Uint8Array {
  return sequence(enumerated(0), explicit(0, sequence(oid(OID.ocspBasic), octetString(basic))))
}

/** The BasicOCSPResponse inside an OCSPResponse; none where it cannot be read. */
export function basicResponseIn(response: Uint8Array): Uint8Array[] {
  const basic = parsing(() => {
    const fields = new Fields(onlyTlv(response), TAG.sequence)
    fields.next(TAG.enumerated)
    const bytes = new Fields(unwrap(fields.next(contextTag(0)), TAG.sequence))
    bytes.next(TAG.oid)
    return readOctetString(bytes.next())
  })
  return basic.ok ? [basic.value] : []
}
