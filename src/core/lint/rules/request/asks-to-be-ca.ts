// The request asks to become a CA (RFC 5280 §4.2.1.9).

import { basicConstraints, hasUsage } from '../../contents.ts'
import { requestRule } from '../../rule.ts'

export const requestAsksToBeCa = requestRule({
  id: 'lint.request-asks-to-be-ca',
  severity: 'error',
  source: 'ours',
  citation: 'RFC 5280 §4.2.1.9',
  find: (one) => basicConstraints(one)?.isCa === true || hasUsage(one, 'keyCertSign'),
})
