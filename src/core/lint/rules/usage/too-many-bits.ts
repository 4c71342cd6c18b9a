// The key usage has more than nine bits: (RFC 5280 §4.2.1.3).

import { contentsOf } from '../../../asn1/der.ts'
import { has, tlvIn } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageTooManyBits = certificateRule({
  id: 'lint.usage-too-many-bits',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.3',
  from: '2002-04-01',
  zlint: ['e_key_usage_incorrect_length'],
  when: (one) => has(one, 'keyUsage'),
  find: (one) => {
    const value = tlvIn(one, 'keyUsage')
    const octets = value ? contentsOf(value) : new Uint8Array()
    const count = 8 * (octets.length - 1) - (octets[0] ?? 0)
    return count > 9 ? [String(count)] : []
  },
})
