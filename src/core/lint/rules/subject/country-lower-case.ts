// Country codes are upper-case letters: (ISO 3166-1, RFC 5280 Appendix A).

import { texts } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const subjectCountryLowerCase = sharedRule({
  id: 'lint.subject-country-lower-case',
  severity: 'error',
  source: 'community',
  citation: 'ISO 3166-1, RFC 5280 Appendix A',
  from: '2008-05-01',
  zlint: ['e_subj_country_not_uppercase'],
  find: ({ subject }) => texts(subject, 'countryName').filter((text) => text !== text.toUpperCase()),
})
