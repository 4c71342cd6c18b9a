// A serial number of bits cannot hold the 64 random bits public CAs owe (CABF BR §7.1).

import { bigIntegerOf } from '../../../asn1/values.ts'
import { certificateRule } from '../../rule.ts'

export const serialLowEntropy = certificateRule({
  id: 'lint.serial-low-entropy',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1',
  from: '2016-09-30',
  find: ({ serial }) => {
    const bits = bigIntegerOf(serial).toString(2).length
    // A number drawn from 64 random bits is shorter than 57 bits once in 128 times at most.
    return bits < 57 ? [String(bits)] : []
  },
})
