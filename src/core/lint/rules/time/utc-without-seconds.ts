// UTCTime includes seconds: (RFC 5280 §4.1.2.5.1).

import { TAG } from '../../../asn1/der.ts'
import { certificateRule } from '../../rule.ts'

export const timeUtcWithoutSeconds = certificateRule({
  id: 'lint.time-utc-without-seconds',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.5.1',
  zlint: ['e_utc_time_does_not_include_seconds'],
  find: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].flatMap(({ tag, text }) => (tag === TAG.utcTime && /^\d{10}(\D|$)/.test(text) ? [text] : [])),
})
