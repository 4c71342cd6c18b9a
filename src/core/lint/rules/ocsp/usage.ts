// The key usage of a responder certificate is digitalSignature alone; this is (CABF BR §7.1.2.8.6).

import { BIT, hasPurpose, isAuthority, usageBits, usageNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const ocspUsage = certificateRule({
  id: 'lint.ocsp-usage',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.8.6',
  from: '2023-09-15',
  zlint: ['e_ocsp_cert_invalid_ku'],
  isForAnyPurpose: true,
  when: (one) => hasPurpose(one, 'ocspSigning') && !isAuthority(one),
  find: (one) => {
    const bits = usageBits(one) ?? []
    return bits.length === 1 && bits[0] === BIT.digitalSignature ? [] : [usageNames(bits).join(', ') || '—']
  },
})
