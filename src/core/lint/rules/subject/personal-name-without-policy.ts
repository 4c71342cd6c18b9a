// A subject with a personal name carries the individual-validated policy (CABF BR §7.1.4.2).

import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectPersonalNameWithoutPolicy = certificateRule({
  id: 'lint.subject-personal-name-without-policy',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2016-09-07',
  role: 'leaf',
  zlint: ['e_sub_cert_given_name_surname_contains_correct_policy'],
  when: ({ subject }) => texts(subject, 'givenName').length + texts(subject, 'surname').length > 0,
  find: (one) => !hasPolicy(one, RESERVED_POLICY.iv),
})
