// A path length without the right to sign certificates (RFC 5280 §4.2.1.9).

import { basicConstraints, hasUsage, isAuthority } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const basicPathLengthMisplaced = certificateRule({
  id: 'lint.basic-path-length-misplaced',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.9',
  from: '2002-04-01',
  zlint: ['e_path_len_constraint_improperly_included'],
  when: (one) => basicConstraints(one)?.pathLength !== undefined,
  find: (one) => !isAuthority(one) || !hasUsage(one, 'keyCertSign'),
})
