// A name constraint has no maximum (RFC 5280 §4.2.1.10).

import { subtrees } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const constraintsMaximum = certificateRule({
  id: 'lint.constraints-maximum',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.10',
  from: '2002-04-01',
  zlint: ['e_name_constraint_maximum_not_absent'],
  find: (one) => subtrees(one).some(({ hasMaximum }) => hasMaximum),
})
