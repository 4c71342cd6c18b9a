// An organization-validated subject names the organization (CABF BR §7.1.2.7.4).

import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectOvWithoutOrganization = certificateRule({
  id: 'lint.subject-ov-without-organization',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.4',
  from: '2012-07-01',
  role: 'not-ca',
  zlint: ['e_cab_ov_requires_org'],
  when: (one) => hasPolicy(one, RESERVED_POLICY.ov),
  find: ({ subject }) => texts(subject, 'organizationName').length === 0,
})
