// The host lies below .arpa, for which nothing is issued since 2026-03-15 (CABF BR §4.2.2 (SC-086)).

import { alternativeNames } from '../../contents.ts'
import { labelsOf } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const hostArpa = sharedRule({
  id: 'lint.host-arpa',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §4.2.2 (SC-086)',
  from: '2026-03-15',
  zlint: ['e_arpa_domain_not_allowed'],
  find: (one) => alternativeNames(one, 'dns').filter((host) => labelsOf(host).at(-1) === 'arpa'),
})
