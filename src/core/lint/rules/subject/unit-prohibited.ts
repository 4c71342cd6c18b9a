// Public site certificates have no organizational unit since 2022-09-01: (CABF BR §7.1.4.2).

import { texts } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const subjectUnitProhibited = sharedRule({
  id: 'lint.subject-unit-prohibited',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2022-09-01',
  role: 'not-ca',
  zlint: ['e_organizational_unit_name_prohibited'],
  find: ({ subject }) => texts(subject, 'organizationalUnitName'),
})
