// The ECDSA signature algorithm is not encoded as laid down: (Mozilla Root Store Policy §5.1.2).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

/** The curve of the issuer is told by the length of the signature: two integers of 32, 48 or 66 octets and the DER around them. */
function expectedFor(octets: number): string {
  if (octets <= 72) return OID.ecdsaWithSha256
  return octets <= 104 ? OID.ecdsaWithSha384 : OID.ecdsaWithSha512
}

export const certificateEcdsaEncoding = certificateRule({
  id: 'lint.certificate-ecdsa-encoding',
  severity: 'error',
  source: 'browser',
  citation: 'Mozilla Root Store Policy §5.1.2',
  from: '2020-01-01',
  zlint: ['e_mp_ecdsa_signature_encoding_correct'],
  when: ({ innerSignature: { oid } }) => oid.startsWith('1.2.840.10045.4.'),
  find: ({ innerSignature: { oid, parameters }, signature }) =>
    oid === expectedFor(signature.length) && !parameters ? [] : [shortNameOf(oid)],
})
