// The text of a user notice holds control characters (RFC 5280 §4.2.1.4).

import { noticesOf, noticeText } from '../../notices.ts'
import { certificateRule } from '../../rule.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

export const noticeControlCharacters = certificateRule({
  id: 'lint.notice-control-characters',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2002-04-01',
  zlint: ['w_ext_cert_policy_explicit_text_includes_control'],
  find: (one) => noticesOf(one).some((notice) => CONTROL.test(noticeText(notice))),
})
