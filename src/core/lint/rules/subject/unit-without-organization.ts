// An organizational unit without an organization (CABF BR §7.1.4.2).

import { texts } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const subjectUnitWithoutOrganization = sharedRule({
  id: 'lint.subject-unit-without-organization',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2019-12-01',
  role: 'not-ca',
  zlint: ['e_subject_contains_organizational_unit_name_and_no_organization_name'],
  find: ({ subject }) =>
    texts(subject, 'organizationalUnitName').length > 0 && texts(subject, 'organizationName').length === 0,
})
