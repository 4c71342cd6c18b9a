// UTCTime ends in Z: (RFC 5280 §4.1.2.5.1).

import { TAG } from '../../../asn1/der.ts'
import { certificateRule } from '../../rule.ts'

export const timeUtcNotZulu = certificateRule({
  id: 'lint.time-utc-not-zulu',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.5.1',
  zlint: ['e_utc_time_not_in_zulu'],
  find: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].flatMap(({ tag, text }) => (tag === TAG.utcTime && !text.endsWith('Z') ? [text] : [])),
})
