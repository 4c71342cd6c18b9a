// GeneralizedTime has no fraction of a second: (RFC 5280 §4.1.2.5.2).

import { TAG } from '../../../asn1/der.ts'
import { certificateRule } from '../../rule.ts'

export const timeGeneralizedFraction = certificateRule({
  id: 'lint.time-generalized-fraction',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.1.2.5.2',
  find: ({ notBefore, notAfter }) =>
    [notBefore, notAfter].flatMap(({ tag, text }) => (tag === TAG.generalizedTime && /[.,]/.test(text) ? [text] : [])),
})
