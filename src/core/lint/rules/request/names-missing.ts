// The request asks for no alternative names; browsers no longer look at the common name (RFC 9525 §6.1).

import { has } from '../../contents.ts'
import { requestRule } from '../../rule.ts'

export const requestNamesMissing = requestRule({
  id: 'lint.request-names-missing',
  severity: 'warning',
  source: 'ours',
  citation: 'RFC 9525 §6.1',
  find: (one) => !has(one, 'subjectAltName'),
})
