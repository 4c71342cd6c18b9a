// A site certificate may sign certificates (CABF BR §7.1.2.7.11).

import { hasUsage } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageLeafSignsCertificates = certificateRule({
  id: 'lint.usage-leaf-signs-certificates',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.11',
  from: '2012-07-01',
  role: 'not-ca',
  zlint: ['e_sub_cert_key_usage_cert_sign_bit_set'],
  find: (one) => hasUsage(one, 'keyCertSign'),
})
