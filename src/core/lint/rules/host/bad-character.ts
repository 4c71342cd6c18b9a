// The host holds characters no host has (CABF BR §7.1.2.7.12).

import { hostsOf } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const hostBadCharacter = sharedRule({
  id: 'lint.host-bad-character',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.12',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_dnsname_bad_character_in_label'],
  find: (one) => hostsOf(one).filter((host) => !/^(\?\.)*[a-z0-9*_.-]*$/i.test(host)),
})
