// It may sign certificates, and its basic constraints do not say CA (CABF BR §7.1.2.10.4).

import { has, hasUsage, isAuthority } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const basicCaFlagMissing = certificateRule({
  id: 'lint.basic-ca-flag-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.4',
  from: '2012-07-01',
  zlint: ['e_ca_is_ca'],
  when: (one) => hasUsage(one, 'keyCertSign') && has(one, 'basicConstraints'),
  find: (one) => !isAuthority(one),
})
