// The addresses in a CA certificate begin with http://: (CABF BR §7.1.2.10.3).

import { accessUrls } from '../../contents.ts'
import { isHttpUrl } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const accessCaNotHttp = certificateRule({
  id: 'lint.access-ca-not-http',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.3',
  from: '2023-09-15',
  role: 'sub-ca',
  zlint: ['e_ca_aia_non_http_url'],
  find: (one) => [...accessUrls(one, 'caIssuers'), ...accessUrls(one, 'ocsp')].filter((url) => !isHttpUrl(url)),
})
