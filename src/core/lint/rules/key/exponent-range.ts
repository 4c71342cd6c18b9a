// The RSA exponent should lie between 65537 and 2^256: (CABF BR §6.1.6).

import { bigIntegerOf } from '../../../asn1/values.ts'
import { rsaNumbers } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const keyExponentRange = sharedRule({
  id: 'lint.key-exponent-range',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §6.1.6',
  from: '2013-02-21',
  zlint: ['w_rsa_public_exponent_not_in_range'],
  find: (one) => {
    const exponent = rsaNumbers(one)?.exponent
    if (!exponent || exponent.length > 64) return exponent ? [`${exponent.length} octets`] : []
    const value = bigIntegerOf(exponent)
    return value < 65_537n || value >= 1n << 256n ? [value.toString()] : []
  },
})
