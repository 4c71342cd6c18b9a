// The subject of a CA has a common name (CABF BR §7.1.2.10.2).

import { texts } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectCaCommonNameMissing = certificateRule({
  id: 'lint.subject-ca-common-name-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.2',
  from: '2023-09-15',
  role: 'ca',
  find: ({ subject }) => texts(subject, 'commonName').every((text) => text === ''),
})
