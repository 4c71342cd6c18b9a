// A wildcard stands in the leftmost label only: (CABF BR §1.6.1 (Wildcard Domain Name)).

import { hostsOf } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const hostWildcardNotLeftmost = sharedRule({
  id: 'lint.host-wildcard-not-leftmost',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §1.6.1 (Wildcard Domain Name)',
  from: '2012-07-01',
  zlint: ['e_dnsname_wildcard_only_in_left_label'],
  find: (one) =>
    hostsOf(one).filter((host) =>
      host
        .split('.')
        .slice(1)
        .some((label) => label.includes('*')),
    ),
})
