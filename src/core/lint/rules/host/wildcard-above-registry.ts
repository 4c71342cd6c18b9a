// A wildcard must not stand directly above a public suffix: (CABF BR §3.2.2.6).

import { alternativeNames } from '../../contents.ts'
import { isRegistrySuffix, labelsOf } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const hostWildcardAboveRegistry = sharedRule({
  id: 'lint.host-wildcard-above-registry',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §3.2.2.6',
  from: '2012-07-01',
  find: (one) =>
    alternativeNames(one, 'dns').filter((host) => host.startsWith('*.') && isRegistrySuffix(labelsOf(host))),
})
