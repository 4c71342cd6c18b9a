// A timestamping certificate has that single purpose, and marks it critical (RFC 3161 §2.3).

import { hasPurpose, isAuthority, isCritical, purposes } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const timestampPurposeNotAlone = certificateRule({
  id: 'lint.timestamp-purpose-not-alone',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 3161 §2.3',
  from: '2001-08-01',
  when: (one) => hasPurpose(one, 'timeStamping') && !isAuthority(one),
  find: (one) => purposes(one).length !== 1 || !isCritical(one, 'extKeyUsage'),
})
