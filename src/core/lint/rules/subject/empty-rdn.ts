// The subject has an empty relative name (RFC 5280 §4.1.2.4).

import { sharedRule } from '../../rule.ts'

export const subjectEmptyRdn = sharedRule({
  id: 'lint.subject-empty-rdn',
  severity: 'error',
  source: 'ours',
  citation: 'RFC 5280 §4.1.2.4',
  find: ({ subject }) => subject.rdns.some((rdn) => rdn.length === 0),
})
