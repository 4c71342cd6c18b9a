// A responder certificate has neither OCSP no-check nor a source of revocation (RFC 6960 §4.2.2.2.1).

import { has, hasPurpose, isAuthority } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const ocspNoCheckMissing = certificateRule({
  id: 'lint.ocsp-no-check-missing',
  severity: 'error',
  source: 'ours',
  citation: 'RFC 6960 §4.2.2.2.1',
  when: (one) => hasPurpose(one, 'ocspSigning') && !isAuthority(one),
  find: (one) => !has(one, 'ocspNoCheck') && !has(one, 'crlDistributionPoints'),
})
