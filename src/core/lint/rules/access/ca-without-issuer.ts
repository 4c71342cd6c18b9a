// An intermediate should give the address of its issuer (CABF BR §7.1.2.2 (1.8.7)).

import { accessUrls, has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessCaWithoutIssuer = certificateRule({
  id: 'lint.access-ca-without-issuer',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.2 (1.8.7)',
  from: '2012-07-01',
  until: '2023-09-15',
  role: 'sub-ca',
  zlint: ['w_sub_ca_aia_does_not_contain_issuing_ca_url'],
  when: (one) => has(one, 'authorityInfoAccess'),
  find: (one) => !accessUrls(one, 'caIssuers').some((url) => url.startsWith('http://')),
})
