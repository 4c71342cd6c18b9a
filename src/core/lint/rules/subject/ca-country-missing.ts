// The subject of a CA names the country (CABF BR §7.1.2.10.2).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCaCountryMissing = certificateRule({
  id: 'lint.subject-ca-country-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.2',
  from: '2012-07-01',
  role: 'ca',
  find: ({ subject }) => texts(subject, 'countryName').length === 0,
})
