// A wildcard is the whole leftmost label: (CABF BR §1.6.1 (Wildcard Domain Name)).

import { hostsOf } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const hostWildcardNotWholeLabel = sharedRule({
  id: 'lint.host-wildcard-not-whole-label',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §1.6.1 (Wildcard Domain Name)',
  from: '2012-07-01',
  zlint: ['e_dnsname_left_label_wildcard_correct'],
  find: (one) => hostsOf(one).filter((host) => /^[^.]*\*/.test(host) && !host.startsWith('*.')),
})
