// An individual-validated subject names the country (CABF BR §7.1.2.7.3).

import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectIvWithoutCountry = certificateRule({
  id: 'lint.subject-iv-without-country',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.3',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_cert_policy_iv_requires_country'],
  when: (one) => hasPolicy(one, RESERVED_POLICY.iv),
  find: ({ subject }) => texts(subject, 'countryName').length === 0,
})
