// There is no address of the issuer certificate, so clients cannot fetch a missing intermediate (CABF BR §7.1.2.7.7).

import { accessUrls } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessLeafWithoutIssuer = certificateRule({
  id: 'lint.access-leaf-without-issuer',
  severity: 'warning',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.7',
  from: '2012-07-01',
  role: 'not-ca',
  zlint: ['w_sub_cert_aia_does_not_contain_issuing_ca_url'],
  find: (one) => !accessUrls(one, 'caIssuers').some((url) => url.startsWith('http://')),
})
