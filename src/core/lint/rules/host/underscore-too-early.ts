// The host holds an underscore, which was not allowed at the time (CABF BR §7.1.4.2.1 (1.6.1)).

import { alternativeNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const hostUnderscoreTooEarly = certificateRule({
  id: 'lint.host-underscore-too-early',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2.1 (1.6.1)',
  until: '2018-12-10',
  zlint: ['e_no_underscores_before_1_6_2'],
  find: (one) => alternativeNames(one, 'dns').filter((host) => host.includes('_')),
})
