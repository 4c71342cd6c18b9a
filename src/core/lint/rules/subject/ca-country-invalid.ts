// The country of a CA is no ISO 3166-1 code (CABF BR §7.1.2.10.2).

import { texts } from '../../contents.ts'
import { COUNTRIES } from '../../countries.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCaCountryInvalid = certificateRule({
  id: 'lint.subject-ca-country-invalid',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.2',
  from: '2012-07-01',
  role: 'ca',
  zlint: ['e_ca_country_name_invalid'],
  find: ({ subject }) => texts(subject, 'countryName').filter((text) => !COUNTRIES.has(text.toUpperCase())),
})
