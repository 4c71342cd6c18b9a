// GeneralizedTime includes seconds: (RFC 5280 §4.1.2.5.2).

import { TAG } from '../../../asn1/der.ts'
import { certificateRule } from '../../rule.ts'

export const timeGeneralizedWithoutSeconds = certificateRule({
  id: 'lint.time-generalized-without-seconds',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.5.2',
  find: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].flatMap(({ tag, text }) =>
      tag === TAG.generalizedTime && /^\d{10,12}(\D|$)/.test(text) ? [text] : [],
    ),
})
