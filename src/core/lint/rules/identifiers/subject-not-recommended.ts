// A site certificate should not have a subject key identifier (CABF BR §7.1.2.7.6).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const identifiersSubjectNotRecommended = certificateRule({
  id: 'lint.identifiers-subject-not-recommended',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.6',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['w_ext_subject_key_identifier_not_recommended_subscriber'],
  find: (one) => has(one, 'subjectKeyIdentifier'),
})
