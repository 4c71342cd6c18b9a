// A path length is not negative: (RFC 5280 §4.2.1.9).

import { basicConstraints } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const basicPathLengthNegative = certificateRule({
  id: 'lint.basic-path-length-negative',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.9',
  zlint: ['e_path_len_constraint_zero_or_less'],
  find: (one) => {
    const length = basicConstraints(one)?.pathLength ?? 0n
    return length < 0n ? [length.toString()] : []
  },
})
