// The subject has a common name, which is deprecated (CABF BR §7.1.4.3).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCommonNamePresent = certificateRule({
  id: 'lint.subject-common-name-present',
  severity: 'notice',
  source: 'br',
  citation: 'CABF BR §7.1.4.3',
  from: '2012-07-01',
  until: '2023-09-15',
  role: 'leaf',
  zlint: ['n_subject_common_name_included'],
  find: ({ subject }) => texts(subject, 'commonName').some((text) => text !== ''),
})
