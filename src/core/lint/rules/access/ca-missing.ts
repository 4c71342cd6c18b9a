// An intermediate should have an authority information access (CABF BR §7.1.2.10.3).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessCaMissing = certificateRule({
  id: 'lint.access-ca-missing',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.3',
  from: '2020-08-20',
  role: 'sub-ca',
  zlint: ['w_sub_ca_aia_missing'],
  find: (one) => !has(one, 'authorityInfoAccess'),
})
