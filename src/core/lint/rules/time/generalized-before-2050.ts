// Dates before 2050 are UTCTime: (RFC 5280 §4.1.2.5).

import { TAG } from '../../../asn1/der.ts'
import { certificateRule } from '../../rule.ts'

export const timeGeneralizedBefore2050 = certificateRule({
  id: 'lint.time-generalized-before-2050',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.5',
  zlint: ['e_wrong_time_format_pre2050'],
  find: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].flatMap(({ tag, text }) =>
      tag === TAG.generalizedTime && text.slice(0, 4) < '2050' ? [text] : [],
    ),
})
