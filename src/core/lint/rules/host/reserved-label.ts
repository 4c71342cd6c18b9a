// A label of the host is reserved (hyphens in third and fourth place) (CABF BR §7.1.2.7.12).

import { hostsOf } from '../../contents.ts'
import { labelsOf } from '../../hosts.ts'
import { sharedRule } from '../../rule.ts'

export const hostReservedLabel = sharedRule({
  id: 'lint.host-reserved-label',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.12',
  from: '2021-10-01',
  zlint: ['e_dnsname_contains_prohibited_reserved_label'],
  find: (one) => hostsOf(one).filter((host) => labelsOf(host).some((label) => /^(?!xn)..--/.test(label))),
})
