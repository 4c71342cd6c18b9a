// The extended key usage holds any-purpose (RFC 5280 §4.2.1.12).

import { hasPurpose } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const purposeAny = sharedRule({
  id: 'lint.purpose-any',
  severity: 'notice',
  source: 'ours',
  citation: 'RFC 5280 §4.2.1.12',
  find: (one) => hasPurpose(one, 'anyExtendedKeyUsage'),
})
