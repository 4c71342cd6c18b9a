// The name constraints are empty (RFC 5280 §4.2.1.10).

import { has, partsOf, tlvIn } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const constraintsEmpty = certificateRule({
  id: 'lint.constraints-empty',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.10',
  from: '2008-05-01',
  zlint: ['e_name_constraint_empty'],
  when: (one) => has(one, 'nameConstraints'),
  find: (one) => partsOf(tlvIn(one, 'nameConstraints')).length === 0,
})
