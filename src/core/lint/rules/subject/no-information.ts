// The subject holds a value without information: “…” (CABF BR §7.1.4.2).

import { sharedRule } from '../../rule.ts'

export const subjectNoInformation = sharedRule({
  id: 'lint.subject-no-information',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2012-07-01',
  zlint: ['e_subject_contains_noninformational_value'],
  find: ({ subject }) =>
    subject.rdns.flat().flatMap(({ text }) => (text !== '' && /^[^\p{L}\p{N}]+$/u.test(text) ? [text] : [])),
})
