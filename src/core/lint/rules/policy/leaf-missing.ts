// A site certificate has certificate policies (CABF BR §7.1.2.7.9).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyLeafMissing = certificateRule({
  id: 'lint.policy-leaf-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.9',
  from: '2012-07-01',
  role: 'not-ca',
  zlint: ['e_sub_cert_certificate_policies_missing'],
  find: (one) => !has(one, 'certificatePolicies'),
})
