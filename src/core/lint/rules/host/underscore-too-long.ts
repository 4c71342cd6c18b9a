// Names with an underscore like were allowed for 30 days at most (CABF BR §7.1.4.2.1 (1.6.2)).

import { alternativeNames } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const hostUnderscoreTooLong = certificateRule({
  id: 'lint.host-underscore-too-long',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2.1 (1.6.2)',
  from: '2018-12-10',
  until: '2019-04-01',
  zlint: ['e_underscore_present_with_too_long_validity'],
  when: (one) => alternativeNames(one, 'dns').some((host) => host.includes('_')),
  find: (one) => {
    const days = ((one.notAfter.instant ?? 0) - (one.notBefore.instant ?? 0) + 1000) / 86_400_000
    return days > 30 ? alternativeNames(one, 'dns').filter((host) => host.includes('_')) : []
  },
})
