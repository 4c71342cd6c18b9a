// The subject has common names (CABF BR §7.1.4.3).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectSeveralCommonNames = certificateRule({
  id: 'lint.subject-several-common-names',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.4.3',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['w_extra_subject_common_names'],
  find: ({ subject }) => {
    const count = texts(subject, 'commonName').length
    return count > 1 ? [String(count)] : []
  },
})
