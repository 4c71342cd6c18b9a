// Name constraints outside a CA (RFC 5280 §4.2.1.10).

import { has, isAuthority } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const constraintsNotInCa = certificateRule({
  id: 'lint.constraints-not-in-ca',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.10',
  from: '2002-04-01',
  zlint: ['e_ext_name_constraints_not_in_ca'],
  when: (one) => has(one, 'nameConstraints'),
  find: (one) => !isAuthority(one),
})
