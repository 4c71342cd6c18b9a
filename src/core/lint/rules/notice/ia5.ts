// The text of a user notice is no IA5String (RFC 5280 §4.2.1.4).

import { TAG } from '../../../asn1/der.ts'
import { noticesOf } from '../../notices.ts'
import { certificateRule } from '../../rule.ts'

export const noticeIa5 = certificateRule({
  id: 'lint.notice-ia5',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2002-04-01',
  zlint: ['e_ext_cert_policy_explicit_text_ia5_string'],
  find: (one) => noticesOf(one).some(({ text }) => text?.tag === TAG.ia5String),
})
