// An intermediate has certificate policies (CABF BR §7.1.2.10.5).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyCaMissing = certificateRule({
  id: 'lint.policy-ca-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.5',
  from: '2012-07-01',
  role: 'sub-ca',
  zlint: ['e_sub_ca_certificate_policies_missing'],
  find: (one) => !has(one, 'certificatePolicies'),
})
