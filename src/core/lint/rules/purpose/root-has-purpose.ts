// A root has no extended key usage (CABF BR §7.1.2.1.2).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const purposeRootHasPurpose = certificateRule({
  id: 'lint.purpose-root-has-purpose',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.1.2',
  from: '2012-07-01',
  role: 'root',
  zlint: ['e_root_ca_extended_key_usage_present'],
  find: (one) => has(one, 'extKeyUsage'),
})
