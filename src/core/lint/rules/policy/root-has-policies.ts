// A root should have no certificate policies (CABF BR §7.1.2.1.2).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyRootHasPolicies = certificateRule({
  id: 'lint.policy-root-has-policies',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.1.2',
  from: '2012-07-01',
  role: 'root',
  zlint: ['w_root_ca_contains_cert_policy'],
  find: (one) => has(one, 'certificatePolicies'),
})
