// The signature algorithm of the request is unknown: (RFC 2986 §4.2).

import { shortNameOf } from '../../../asn1/oids.ts'
import { requestRule } from '../../rule.ts'

export const requestProofAlgorithm = requestRule({
  id: 'lint.request-proof-algorithm',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 2986 §4.2',
  find: ({ proof, signatureAlgorithm: { oid } }) => (proof === 'unknown-algorithm' ? [shortNameOf(oid)] : []),
})
