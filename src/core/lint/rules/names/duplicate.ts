// The alternative name stands twice (RFC 5280 §4.2.1.6).

import { alternativeNames } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const namesDuplicate = sharedRule({
  id: 'lint.names-duplicate',
  severity: 'notice',
  source: 'community',
  citation: 'RFC 5280 §4.2.1.6',
  zlint: ['n_san_dns_name_duplicate'],
  find: (one) => {
    const names = alternativeNames(one, 'dns').map((name) => name.toLowerCase())
    return names.filter((name, at) => names.indexOf(name) < at)
  },
})
