// … is an internal name; no public CA may issue for it (CABF BR §4.2.2).

import { alternativeNames, isAuthority } from '../../contents.ts'
import { isInternalName } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const namesInternal = sharedRule({
  id: 'lint.names-internal',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §4.2.2',
  from: '2015-11-01',
  when: (one) => one.kind === 'request' || !isAuthority(one),
  find: (one) => alternativeNames(one, 'dns').filter(isInternalName),
})
