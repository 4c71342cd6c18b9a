// A site certificate may sign CRLs (CABF BR §7.1.2.7.11).

import { hasUsage } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageLeafSignsCrls = certificateRule({
  id: 'lint.usage-leaf-signs-crls',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.11',
  from: '2012-07-01',
  role: 'not-ca',
  zlint: ['e_sub_cert_key_usage_crl_sign_bit_set'],
  find: (one) => hasUsage(one, 'cRLSign'),
})
