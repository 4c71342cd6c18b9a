// The common name is a reserved or private address: (CABF BR §4.2.2).

import { texts } from '../../contents.ts'
import { isReservedIp } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const subjectReservedIp = certificateRule({
  id: 'lint.subject-reserved-ip',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §4.2.2',
  from: '2012-07-01',
  zlint: ['e_subject_contains_reserved_ip'],
  find: ({ subject }) => texts(subject, 'commonName').filter(isReservedIp),
})
