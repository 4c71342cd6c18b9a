// Public site certificates are about to lose client authentication; use a certificate of its own for mutual TLS (Chrome Root Program Policy 1.8 (clause unverified)).

import { hasPurpose } from '../../contents.ts'
import { sharedRule } from '../../rule.ts'

export const purposeClientStillThere = sharedRule({
  id: 'lint.purpose-client-still-there',
  severity: 'notice',
  source: 'ours',
  citation: 'Chrome Root Program Policy 1.8 (clause unverified)',
  when: (one) => one.audience === 'public' && hasPurpose(one, 'serverAuth'),
  find: (one) => hasPurpose(one, 'clientAuth'),
})
