// Any-policy is neither mapped nor mapped to (RFC 5280 §4.2.1.5).

import { OID } from '../../../asn1/oids.ts'
import { has, policyMappings } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyMapsAnyPolicy = certificateRule({
  id: 'lint.policy-maps-any-policy',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.5',
  from: '2002-04-01',
  zlint: ['e_ext_policy_map_any_policy'],
  when: (one) => has(one, 'policyMappings'),
  find: (one) => policyMappings(one).flat().includes(OID.anyPolicy),
})
