// GeneralizedTime ends in Z: (RFC 5280 §4.1.2.5.2).

import { TAG } from '../../../asn1/der.ts'
import { certificateRule } from '../../rule.ts'

export const timeGeneralizedNotZulu = certificateRule({
  id: 'lint.time-generalized-not-zulu',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.5.2',
  zlint: ['e_generalized_time_not_in_zulu'],
  find: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].flatMap(({ tag, text }) =>
      tag === TAG.generalizedTime && !text.endsWith('Z') ? [text] : [],
    ),
})
