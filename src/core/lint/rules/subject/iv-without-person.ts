// An individual-validated subject names a person (CABF BR §7.1.2.7.3).

import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectIvWithoutPerson = certificateRule({
  id: 'lint.subject-iv-without-person',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.3',
  role: 'not-ca',
  zlint: ['e_cab_iv_requires_personal_name'],
  when: (one) => hasPolicy(one, RESERVED_POLICY.iv),
  find: ({ subject }) =>
    texts(subject, 'organizationName').length === 0 &&
    (texts(subject, 'givenName').length === 0 || texts(subject, 'surname').length === 0),
})
