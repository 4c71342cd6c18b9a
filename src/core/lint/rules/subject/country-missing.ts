// A subject with an organization or a person names the country (CABF BR §7.1.4.2).

import { namesHolder, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCountryMissing = certificateRule({
  id: 'lint.subject-country-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_sub_cert_country_name_must_appear'],
  when: (one) => namesHolder(one.subject),
  find: ({ subject }) => texts(subject, 'countryName').length === 0,
})
