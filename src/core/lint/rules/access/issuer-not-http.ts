// The address of the issuer certificate begins with http://: (CABF BR §7.1.2.7.7).

import { accessUrls } from '../../contents.ts'
import { isHttpUrl } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const accessIssuerNotHttp = certificateRule({
  id: 'lint.access-issuer-not-http',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.7',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_aia_ca_issuers_must_have_http_only'],
  when: (one) => accessUrls(one, 'caIssuers').length > 0,
  find: (one) => accessUrls(one, 'caIssuers').filter((url) => !isHttpUrl(url)),
})
