// The validity ends before it begins: (RFC 5280 §4.1.2.5).

import { certificateRule } from '../../rule.ts'

export const timeNotPositive = certificateRule({
  id: 'lint.time-not-positive',
  severity: 'error',
  source: 'community',
  citation: 'RFC 5280 §4.1.2.5',
  zlint: ['e_validity_time_not_positive'],
  find: ({ notBefore, notAfter }) =>
    (notBefore.instant ?? 0) > (notAfter.instant ?? Number.POSITIVE_INFINITY)
      ? [`${notBefore.text} – ${notAfter.text}`]
      : [],
})
