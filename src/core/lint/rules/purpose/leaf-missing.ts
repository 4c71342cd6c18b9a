// A site certificate has an extended key usage (CABF BR §7.1.2.7.10).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const purposeLeafMissing = certificateRule({
  id: 'lint.purpose-leaf-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.10',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_sub_cert_eku_missing'],
  find: (one) => !has(one, 'extKeyUsage'),
})
