// A root should have no path length (CABF BR §7.1.2.1.4).

import { basicConstraints } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const basicRootPathLength = certificateRule({
  id: 'lint.basic-root-path-length',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.1.4',
  from: '2012-07-01',
  role: 'root',
  zlint: ['w_root_ca_basic_constraints_path_len_constraint_field_present'],
  find: (one) => basicConstraints(one)?.pathLength !== undefined,
})
