// There is no subject key identifier (RFC 5280 §4.2.1.2).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const identifiersSubjectMissing = certificateRule({
  id: 'lint.identifiers-subject-missing',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.2',
  from: '2002-04-01',
  until: '2023-09-15',
  role: 'leaf',
  zlint: ['w_ext_subject_key_identifier_missing_sub_cert'],
  find: (one) => !has(one, 'subjectKeyIdentifier'),
})
