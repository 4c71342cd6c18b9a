// There are no alternative names (CABF BR §7.1.2.7.12).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const namesMissing = certificateRule({
  id: 'lint.names-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.12',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_ext_san_missing'],
  find: (one) => !has(one, 'subjectAltName'),
})
