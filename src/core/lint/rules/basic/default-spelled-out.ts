// The basic constraints spell out FALSE, which DER leaves out (RFC 5280 §4.2.1.9, X.690 §11.5).

import { toHex } from '../../../bytes/hex.ts'
import { extension } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const basicDefaultSpelledOut = certificateRule({
  id: 'lint.basic-default-spelled-out',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.9, X.690 §11.5',
  from: '2008-05-01',
  zlint: ['e_basic_constr_invalid_der'],
  find: (one) => toHex(extension(one, 'basicConstraints')?.value ?? new Uint8Array()).includes('010100'),
})
