// The host holds an underscore (CABF BR §7.1.2.7.12).

import { alternativeNames } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const hostUnderscore = sharedRule({
  id: 'lint.host-underscore',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.12',
  from: '2019-04-01',
  zlint: ['e_underscore_not_permissible_in_dnsname'],
  find: (one) => alternativeNames(one, 'dns').filter((host) => host.includes('_')),
})
