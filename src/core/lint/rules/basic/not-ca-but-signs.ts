// No CA, and yet the key may sign certificates (RFC 5280 §4.2.1.9).

import { hasUsage, isAuthority } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const basicNotCaButSigns = certificateRule({
  id: 'lint.basic-not-ca-but-signs',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.9',
  from: '2002-04-01',
  zlint: ['e_ext_key_usage_cert_sign_without_ca'],
  when: (one) => hasUsage(one, 'keyCertSign'),
  find: (one) => !isAuthority(one),
})
