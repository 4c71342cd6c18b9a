// The address of a CRL begins with http://: (CABF BR §7.1.2.11.2).

import { crlUrls, has } from '../../contents.ts'
import { isHttpUrl } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const crlNotHttp = certificateRule({
  id: 'lint.crl-not-http',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.11.2',
  from: '2023-09-15',
  zlint: ['e_crl_distrib_points_not_http'],
  when: (one) => has(one, 'crlDistributionPoints'),
  find: (one) => crlUrls(one).filter((url) => !isHttpUrl(url)),
})
