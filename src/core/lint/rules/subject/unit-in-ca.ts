// The subject of a CA has no organizational unit: (CABF BR §7.1.2.10.2).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectUnitInCa = certificateRule({
  id: 'lint.subject-unit-in-ca',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.2',
  from: '2023-09-15',
  role: 'ca',
  zlint: ['e_subj_orgunit_in_ca_cert'],
  find: ({ subject }) => texts(subject, 'organizationalUnitName'),
})
