// The attribute lacks the SET the standard wants (as dual-certificate tools write it); most software cannot read it (RFC 2986 §4.1).

import { shortNameOf } from '../../../asn1/oids.ts'
import { requestRule } from '../../rule.ts'

export const requestAttributeBare = requestRule({
  id: 'lint.request-attribute-bare',
  severity: 'notice',
  source: 'rfc',
  citation: 'RFC 2986 §4.1',
  find: ({ attributes }) => attributes.flatMap(({ oid, isBare }) => (isBare ? [shortNameOf(oid)] : [])),
})
