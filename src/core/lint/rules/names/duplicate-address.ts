// The address stands twice (RFC 5280 §4.2.1.6).

import { alternativeNames } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const namesDuplicateAddress = sharedRule({
  id: 'lint.names-duplicate-address',
  severity: 'notice',
  source: 'ours',
  citation: 'RFC 5280 §4.2.1.6',
  find: (one) => {
    const names = alternativeNames(one, 'ip')
    return names.filter((name, at) => names.indexOf(name) < at)
  },
})
