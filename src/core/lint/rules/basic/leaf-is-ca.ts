// A site certificate claims to be a CA (CABF BR §7.1.2.7.8).

import { has, hasUsage, isAuthority } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const basicLeafIsCa = certificateRule({
  id: 'lint.basic-leaf-is-ca',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.8',
  from: '2012-07-01',
  zlint: ['e_sub_cert_not_is_ca'],
  when: (one) => has(one, 'keyUsage') && !hasUsage(one, 'keyCertSign') && has(one, 'basicConstraints'),
  find: (one) => isAuthority(one),
})
