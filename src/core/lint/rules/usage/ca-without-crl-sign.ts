// The key usage of a CA lacks cRLSign (CABF BR §7.1.2.10.7).

import { has, hasUsage } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageCaWithoutCrlSign = certificateRule({
  id: 'lint.usage-ca-without-crl-sign',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.7',
  from: '2012-07-01',
  role: 'ca',
  zlint: ['e_ca_crl_sign_not_set'],
  when: (one) => has(one, 'keyUsage'),
  find: (one) => !hasUsage(one, 'cRLSign'),
})
