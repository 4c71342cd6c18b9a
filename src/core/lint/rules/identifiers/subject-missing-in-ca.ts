// A CA has a subject key identifier (RFC 5280 §4.2.1.2).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const identifiersSubjectMissingInCa = certificateRule({
  id: 'lint.identifiers-subject-missing-in-ca',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.2',
  from: '2002-04-01',
  role: 'ca',
  zlint: ['e_ext_subject_key_identifier_missing_ca'],
  find: (one) => !has(one, 'subjectKeyIdentifier'),
})
