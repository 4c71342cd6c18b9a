// An extended-validation certificate has no wildcard: (CABF EVG §7.1.2.3).

import { alternativeNames, hasPolicy, RESERVED_POLICY } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const evWildcard = certificateRule({
  id: 'lint.ev-wildcard',
  severity: 'error',
  source: 'ev',
  citation: 'CABF EVG §7.1.2.3',
  from: '2012-07-01',
  role: 'leaf',
  when: (one) => hasPolicy(one, RESERVED_POLICY.ev),
  find: (one) => alternativeNames(one, 'dns').filter((host) => host.includes('*') && !host.endsWith('.onion')),
})
