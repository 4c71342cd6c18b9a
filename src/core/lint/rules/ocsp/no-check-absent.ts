// A responder certificate has OCSP no-check (CABF BR §4.9.9).

import { has, hasPurpose } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const ocspNoCheckAbsent = certificateRule({
  id: 'lint.ocsp-no-check-absent',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §4.9.9',
  from: '2013-06-01',
  zlint: ['e_ocsp_id_pkix_ocsp_nocheck_ext_not_included_server_auth'],
  isForAnyPurpose: true,
  when: (one) => hasPurpose(one, 'ocspSigning'),
  find: (one) => !has(one, 'ocspNoCheck'),
})
