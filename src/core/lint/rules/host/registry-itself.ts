// The host is a public suffix itself (CABF BR §3.2.2.4).

import { alternativeNames } from '../../contents.ts'
import { isRegistrySuffix, labelsOf } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const hostRegistryItself = sharedRule({
  id: 'lint.host-registry-itself',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §3.2.2.4',
  from: '2012-07-01',
  find: (one) =>
    alternativeNames(one, 'dns').filter(
      (host) => labelsOf(host).length > 1 && !host.startsWith('*.') && isRegistrySuffix(labelsOf(host)),
    ),
})
