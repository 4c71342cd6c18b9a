// The subject has a common name, which is not recommended any more (CABF BR §7.1.2.7.2).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCommonNameNotRecommended = certificateRule({
  id: 'lint.subject-common-name-not-recommended',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.2',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['w_subject_common_name_included'],
  find: ({ subject }) => texts(subject, 'commonName').some((text) => text !== ''),
})
