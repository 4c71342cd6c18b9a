// The attribute stands more than once (RFC 2986 §4.1).

import { shortNameOf } from '../../../asn1/oids.ts'
import { requestRule } from '../../rule.ts'

export const requestRepeatedAttribute = requestRule({
  id: 'lint.request-repeated-attribute',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 2986 §4.1',
  find: ({ attributes }) => {
    const oids = attributes.map(({ oid }) => oid)
    return oids.filter((oid, at) => oids.indexOf(oid) < at).map(shortNameOf)
  },
})
