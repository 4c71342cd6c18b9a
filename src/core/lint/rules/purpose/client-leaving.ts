// Site certificates lose client authentication from 2027-03-15 (Chrome Root Program Policy 1.8 (clause unverified)).

import { hasPurpose } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const purposeClientLeaving = certificateRule({
  id: 'lint.purpose-client-leaving',
  severity: 'error',
  source: 'browser',
  citation: 'Chrome Root Program Policy 1.8 (clause unverified)',
  from: '2027-03-15',
  role: 'leaf',
  zlint: ['e_client_auth_not_allowed'],
  when: (one) => hasPurpose(one, 'serverAuth'),
  find: (one) => hasPurpose(one, 'clientAuth'),
})
