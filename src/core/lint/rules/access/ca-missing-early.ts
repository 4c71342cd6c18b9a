// An intermediate had to have an authority information access at the time (CABF BR §7.1.2.2 (1.7.0)).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessCaMissingEarly = certificateRule({
  id: 'lint.access-ca-missing-early',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.2 (1.7.0)',
  from: '2012-07-01',
  until: '2020-08-20',
  role: 'sub-ca',
  zlint: ['e_sub_ca_aia_missing'],
  find: (one) => !has(one, 'authorityInfoAccess'),
})
