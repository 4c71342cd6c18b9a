// The country is no ISO 3166-1 code (CABF BR §7.1.4.2).

import { texts } from '../../contents.ts'
import { COUNTRIES } from '../../countries.ts'
import { sharedRule } from '../../rule.ts'

export const subjectCountryUnknown = sharedRule({
  id: 'lint.subject-country-unknown',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2012-07-01',
  zlint: ['e_subject_country_not_iso'],
  find: ({ subject }) =>
    texts(subject, 'countryName').filter((text) => !COUNTRIES.has(text.toUpperCase()) && text !== 'XX'),
})
