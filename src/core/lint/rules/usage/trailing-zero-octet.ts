// The key usage ends in a zero octet that DER leaves out (X.690 §11.2.2).

import { extension, has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const usageTrailingZeroOctet = certificateRule({
  id: 'lint.usage-trailing-zero-octet',
  severity: 'error',
  source: 'rfc',
  citation: 'X.690 §11.2.2',
  zlint: ['e_superfluous_ku_encoding'],
  when: (one) => has(one, 'keyUsage'),
  find: (one) => extension(one, 'keyUsage')?.value.at(-1) === 0,
})
