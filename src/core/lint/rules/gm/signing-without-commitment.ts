// An SM2 signing certificate usually holds non-repudiation too (GM/T 0015-2012 (clause unverified)).

import { hasUsage, isAuthority, isSm2Key } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const gmSigningWithoutCommitment = certificateRule({
  id: 'lint.gm-signing-without-commitment',
  severity: 'notice',
  source: 'gm',
  citation: 'GM/T 0015-2012 (clause unverified)',
  when: (one) => isSm2Key(one) && !isAuthority(one) && hasUsage(one, 'digitalSignature'),
  find: (one) => !hasUsage(one, 'contentCommitment'),
})
