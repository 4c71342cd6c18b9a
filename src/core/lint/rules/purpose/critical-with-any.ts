// An extended key usage with any-purpose should not be critical (RFC 5280 §4.2.1.12).

import { has, hasPurpose, isCritical } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const purposeCriticalWithAny = certificateRule({
  id: 'lint.purpose-critical-with-any',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.12',
  from: '2008-05-01',
  zlint: ['w_eku_critical_improperly'],
  when: (one) => has(one, 'extKeyUsage'),
  find: (one) => isCritical(one, 'extKeyUsage') && hasPurpose(one, 'anyExtendedKeyUsage'),
})
