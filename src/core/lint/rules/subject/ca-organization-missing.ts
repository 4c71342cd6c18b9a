// The subject of a CA names the organization (CABF BR §7.1.2.10.2).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCaOrganizationMissing = certificateRule({
  id: 'lint.subject-ca-organization-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.2',
  from: '2012-07-01',
  role: 'ca',
  zlint: ['e_ca_organization_name_missing'],
  find: ({ subject }) => texts(subject, 'organizationName').every((text) => text === ''),
})
