// The RSA modulus has bits, no multiple of 8 (Mozilla Root Store Policy §5.1).

import { bigIntegerOf } from '../../../asn1/values.ts'
import { rsaNumbers } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

const bitsOf = (modulus: Uint8Array | undefined) => (modulus ? bigIntegerOf(modulus).toString(2).length : 0)

export const keyModulusOddSize = sharedRule({
  id: 'lint.key-modulus-odd-size',
  severity: 'error',
  source: 'browser',
  citation: 'Mozilla Root Store Policy §5.1',
  from: '2017-02-28',
  zlint: ['e_mp_modulus_must_be_divisible_by_8'],
  find: (one) => {
    const bits = bitsOf(rsaNumbers(one)?.modulus)
    return bits % 8 === 0 ? [] : [String(bits)]
  },
})
