// An extended-validation subject names the organization (CABF EVG §7.1.4.2.1).

import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const evOrganizationMissing = certificateRule({
  id: 'lint.ev-organization-missing',
  severity: 'error',
  source: 'ev',
  citation: 'CABF EVG §7.1.4.2.1',
  from: '2012-07-01',
  role: 'leaf',
  when: (one) => hasPolicy(one, RESERVED_POLICY.ev),
  find: ({ subject }) => texts(subject, 'organizationName').length === 0,
})
