// The subject has several attributes in one relative name; some software cannot read that (X.501 §9.3 (clause unverified)).

import { certificateRule } from '../../rule.ts'

export const subjectMultiValuedRdn = certificateRule({
  id: 'lint.subject-multi-valued-rdn',
  severity: 'notice',
  source: 'community',
  citation: 'X.501 §9.3 (clause unverified)',
  zlint: ['n_multiple_subject_rdn'],
  find: ({ subject }) => subject.rdns.some((rdn) => rdn.length > 1),
})
