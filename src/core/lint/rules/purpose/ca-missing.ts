// The intermediate has no extended key usage: it is not technically constrained (CABF BR §7.1.2.10.6).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const purposeCaMissing = certificateRule({
  id: 'lint.purpose-ca-missing',
  severity: 'notice',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.6',
  from: '2012-07-01',
  role: 'sub-ca',
  zlint: ['n_sub_ca_eku_missing'],
  find: (one) => !has(one, 'extKeyUsage'),
})
