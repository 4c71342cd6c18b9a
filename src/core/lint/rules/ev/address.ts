// An extended-validation certificate has no address: (CABF EVG §7.1.2.3).

import { alternativeNames, hasPolicy, RESERVED_POLICY } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const evAddress = certificateRule({
  id: 'lint.ev-address',
  severity: 'error',
  source: 'ev',
  citation: 'CABF EVG §7.1.2.3',
  role: 'leaf',
  zlint: ['e_ev_san_ip_address_present'],
  when: (one) => hasPolicy(one, RESERVED_POLICY.ev),
  find: (one) => alternativeNames(one, 'ip'),
})
