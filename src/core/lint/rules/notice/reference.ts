// A user notice should not refer to numbered notices (RFC 5280 §4.2.1.4).

import { noticesOf } from '../../notices.ts'
import { certificateRule } from '../../rule.ts'

export const noticeReference = certificateRule({
  id: 'lint.notice-reference',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2002-04-01',
  zlint: ['w_ext_cert_policy_contains_noticeref'],
  find: (one) => noticesOf(one).some(({ hasReference }) => hasReference),
})
