// An SM2 encryption certificate usually holds key and data encipherment and key agreement; this has only (GM/T 0015-2012 (clause unverified)).

import { BIT, hasUsage, isAuthority, isSm2Key, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const gmEncryptionIncomplete = certificateRule({
  id: 'lint.gm-encryption-incomplete',
  severity: 'notice',
  source: 'gm',
  citation: 'GM/T 0015-2012 (clause unverified)',
  when: (one) => isSm2Key(one) && !isAuthority(one) && !hasUsage(one, 'digitalSignature'),
  find: (one) => {
    const bits = (usageBits(one) ?? []).filter((bit) => bit >= BIT.keyEncipherment && bit <= BIT.keyAgreement)
    return bits.length > 0 && bits.length < 3 ? [usageNames(bits).join(', ')] : []
  },
})
