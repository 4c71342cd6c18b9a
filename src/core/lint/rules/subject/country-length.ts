// Country codes have exactly two letters: (RFC 5280 Appendix A.1 (ub-country-name)).

import { texts } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const subjectCountryLength = sharedRule({
  id: 'lint.subject-country-length',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 Appendix A.1 (ub-country-name)',
  find: ({ subject }) => texts(subject, 'countryName').filter((text) => !/^[A-Za-z]{2}$/.test(text)),
})
