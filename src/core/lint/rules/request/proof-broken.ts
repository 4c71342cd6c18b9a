// The signature of the request does not verify: it was changed, or the keys do not belong together (RFC 2986 §4.2).

import { requestRule } from '../../rule.ts'

export const requestProofBroken = requestRule({
  id: 'lint.request-proof-broken',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 2986 §4.2',
  find: ({ proof }) => proof === 'broken',
})
