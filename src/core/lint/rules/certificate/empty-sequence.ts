// The extension is an empty sequence (RFC 5280 §4.2.1).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { toHex } from '../../../bytes/hex.ts'
import { certificateRule } from '../../rule.ts'

export const certificateEmptySequence = certificateRule({
  id: 'lint.certificate-empty-sequence',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1',
  from: '2002-04-01',
  zlint: ['e_ext_cannot_be_empty_sequence'],
  find: ({ extensions }) =>
    extensions.flatMap(({ oid, value }) =>
      oid !== OID.basicConstraints && toHex(value) === '3000' ? [shortNameOf(oid)] : [],
    ),
})
