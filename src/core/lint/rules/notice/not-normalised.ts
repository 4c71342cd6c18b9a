// The text of a user notice is not normalised (NFC) (RFC 5280 §4.2.1.4).

import { noticesOf, noticeText } from '../../notices.ts'
import { certificateRule } from '../../rule.ts'

export const noticeNotNormalised = certificateRule({
  id: 'lint.notice-not-normalised',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2008-05-01',
  zlint: ['w_ext_cert_policy_explicit_text_not_nfc'],
  find: (one) => noticesOf(one).some((notice) => noticeText(notice) !== noticeText(notice).normalize('NFC')),
})
