// The key usage ends in zero bits that DER leaves out (X.690 §11.2.2).

import { contentsOf } from '../../../asn1/der.ts'
import { tlvIn } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageTrailingZeroBits = certificateRule({
  id: 'lint.usage-trailing-zero-bits',
  severity: 'warning',
  source: 'rfc',
  citation: 'X.690 §11.2.2',
  from: '2002-04-01',
  find: (one) => {
    const value = tlvIn(one, 'keyUsage')
    const [unused = 0, ...octets] = value ? contentsOf(value) : []
    const last = octets.at(-1)
    return last !== undefined && octets.some((octet) => octet !== 0) && ((last >> unused) & 1) === 0
  },
})
