// Neither a subject nor alternative names (RFC 5280 §4.1.2.6).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectEmptyWithoutNames = certificateRule({
  id: 'lint.subject-empty-without-names',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.6',
  from: '2008-05-01',
  role: 'leaf',
  zlint: ['e_subject_empty_without_san'],
  find: (one) => one.subject.rdns.length === 0 && !has(one, 'subjectAltName'),
})
