// A CA has a key usage (CABF BR §7.1.2.10.7).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageCaMissing = certificateRule({
  id: 'lint.usage-ca-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.7',
  from: '2012-07-01',
  role: 'ca',
  zlint: ['e_ca_key_usage_missing', 'e_root_ca_key_usage_present'],
  find: (one) => !has(one, 'keyUsage'),
})
