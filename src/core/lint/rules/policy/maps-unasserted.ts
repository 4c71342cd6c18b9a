// The mapped policy is not among the certificate policies (RFC 5280 §4.2.1.5).

import { has, policies, policyMappings } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyMapsUnasserted = certificateRule({
  id: 'lint.policy-maps-unasserted',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.5',
  from: '2002-04-01',
  zlint: ['w_ext_policy_map_not_in_cert_policy'],
  when: (one) => has(one, 'policyMappings'),
  find: (one) => {
    const own = policies(one).map(({ oid }) => oid)
    return policyMappings(one).flatMap(([from = '']) => (own.includes(from) ? [] : [from]))
  },
})
