// The key usage sets no bit (RFC 5280 §4.2.1.3).

import { has, usageBits } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const usageEmpty = sharedRule({
  id: 'lint.usage-empty',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.3',
  from: '2008-05-01',
  zlint: ['e_ext_key_usage_without_bits'],
  when: (one) => has(one, 'keyUsage'),
  find: (one) => usageBits(one)?.length === 0,
})
