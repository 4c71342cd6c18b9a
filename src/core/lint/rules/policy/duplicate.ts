// The policy stands twice (RFC 5280 §4.2.1.4).

import { shortNameOf } from '../../../asn1/oids.ts'
import { policies } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const policyDuplicate = sharedRule({
  id: 'lint.policy-duplicate',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2002-04-01',
  zlint: ['e_ext_cert_policy_duplicate'],
  find: (one) => {
    const oids = policies(one).map(({ oid }) => oid)
    return oids.filter((oid, at) => oids.indexOf(oid) < at).map(shortNameOf)
  },
})
