// An organization-validated subject names the country (CABF BR §7.1.2.7.4).

import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectOvWithoutCountry = certificateRule({
  id: 'lint.subject-ov-without-country',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.4',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_cert_policy_ov_requires_country'],
  when: (one) => hasPolicy(one, RESERVED_POLICY.ov),
  find: ({ subject }) => texts(subject, 'countryName').length === 0,
})
