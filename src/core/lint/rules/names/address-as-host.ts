// The address is written as a host name (CABF BR §7.1.2.7.12).

import { alternativeNames, isIpText } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const namesAddressAsHost = sharedRule({
  id: 'lint.names-address-as-host',
  severity: 'error',
  source: 'ours',
  citation: 'CABF BR §7.1.2.7.12',
  find: (one) => alternativeNames(one, 'dns').filter(isIpText),
})
