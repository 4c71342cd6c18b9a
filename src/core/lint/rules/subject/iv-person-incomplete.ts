// An individual-validated subject names given name and surname (CABF BR §7.1.2.7.3).

import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectIvPersonIncomplete = certificateRule({
  id: 'lint.subject-iv-person-incomplete',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.3',
  from: '2023-09-15',
  role: 'not-ca',
  zlint: ['e_cab_iv_requires_personal_name_strict'],
  when: (one) => hasPolicy(one, RESERVED_POLICY.iv),
  find: ({ subject }) => texts(subject, 'givenName').length === 0 || texts(subject, 'surname').length === 0,
})
