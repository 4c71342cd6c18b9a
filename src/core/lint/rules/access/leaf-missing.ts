// A site certificate has an authority information access (CABF BR §7.1.2.7.7).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessLeafMissing = certificateRule({
  id: 'lint.access-leaf-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.7',
  from: '2012-07-01',
  role: 'not-ca',
  zlint: ['e_sub_cert_aia_missing'],
  find: (one) => !has(one, 'authorityInfoAccess'),
})
