// The minimum of a name constraint is 0: (RFC 5280 §4.2.1.10).

import { subtrees } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const constraintsMinimum = certificateRule({
  id: 'lint.constraints-minimum',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.10',
  from: '2002-04-01',
  zlint: ['e_name_constraint_minimum_non_zero'],
  find: (one) => subtrees(one).flatMap(({ minimum }) => (minimum ? [minimum.toString()] : [])),
})
