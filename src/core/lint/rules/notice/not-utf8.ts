// The text of a user notice should be a UTF8String (RFC 5280 §4.2.1.4).

import { TAG } from '../../../asn1/der.ts'
import { noticesOf } from '../../notices.ts'
import { certificateRule } from '../../rule.ts'

export const noticeNotUtf8 = certificateRule({
  id: 'lint.notice-not-utf8',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2002-04-01',
  zlint: ['w_ext_cert_policy_explicit_text_not_utf8'],
  find: (one) => noticesOf(one).some(({ text }) => text !== undefined && text.tag !== TAG.utf8String),
})
