// An SM2 certificate without key usage: nobody can tell signing from encryption (GM/T 0015-2012 (clause unverified)).

import { has, isAuthority, isSm2Key } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const gmUsageMissing = certificateRule({
  id: 'lint.gm-usage-missing',
  severity: 'warning',
  source: 'gm',
  citation: 'GM/T 0015-2012 (clause unverified)',
  when: (one) => isSm2Key(one) && !isAuthority(one),
  find: (one) => !has(one, 'keyUsage'),
})
