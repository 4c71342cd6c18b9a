// The policy constraints are empty (RFC 5280 §4.2.1.11).

import { has, partsOf, tlvIn } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyConstraintsEmpty = certificateRule({
  id: 'lint.policy-constraints-empty',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.11',
  from: '2002-04-01',
  zlint: ['e_ext_policy_constraints_empty'],
  when: (one) => has(one, 'policyConstraints'),
  find: (one) => partsOf(tlvIn(one, 'policyConstraints')).length === 0,
})
