// An SM2 certificate both signs and encrypts (…); in a dual system each has its own (GM/T 0015-2012 (clause unverified)).

import { BIT, has, isAuthority, isSm2Key, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const gmUsageMixed = certificateRule({
  id: 'lint.gm-usage-mixed',
  severity: 'warning',
  source: 'gm',
  citation: 'GM/T 0015-2012 (clause unverified)',
  when: (one) => isSm2Key(one) && !isAuthority(one) && has(one, 'keyUsage'),
  find: (one) => {
    const bits = usageBits(one) ?? []
    const signs = bits.includes(BIT.digitalSignature) || bits.includes(BIT.contentCommitment)
    const encrypts = bits.some((bit) => bit >= BIT.keyEncipherment && bit <= BIT.keyAgreement)
    return signs && encrypts ? [usageNames(bits).join(', ')] : []
  },
})
