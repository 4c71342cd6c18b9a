// The subject of a CA is not empty (RFC 5280 §4.1.2.6).

import { certificateRule } from '../../rule.ts'

export const subjectCaEmpty = certificateRule({
  id: 'lint.subject-ca-empty',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.6',
  from: '2008-05-01',
  role: 'ca',
  zlint: ['e_ca_subject_field_empty'],
  find: ({ subject }) => subject.rdns.length === 0,
})
