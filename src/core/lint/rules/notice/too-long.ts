// The text of a user notice is longer than 200 characters: (RFC 5280 §4.2.1.4).

import { noticesOf, noticeText } from '../../notices.ts'
import { certificateRule } from '../../rule.ts'

export const noticeTooLong = certificateRule({
  id: 'lint.notice-too-long',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2002-04-01',
  zlint: ['e_ext_cert_policy_explicit_text_too_long'],
  find: (one) =>
    noticesOf(one).flatMap((notice) => (noticeText(notice).length > 200 ? [String(noticeText(notice).length)] : [])),
})
