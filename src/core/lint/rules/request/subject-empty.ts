// The request names no subject; most CAs return it (RFC 2986 §4.1).

import { requestRule } from '../../rule.ts'

export const requestSubjectEmpty = requestRule({
  id: 'lint.request-subject-empty',
  severity: 'warning',
  source: 'ours',
  citation: 'RFC 2986 §4.1',
  find: ({ subject }) => subject.rdns.length === 0,
})
