// The address of the OCSP responder begins with http://: (CABF BR §7.1.2.7.7).

import { accessUrls } from '../../contents.ts'
import { isHttpUrl } from '../../hosts.ts'
import { certificateRule } from '../../rule.ts'

export const accessOcspNotHttp = certificateRule({
  id: 'lint.access-ocsp-not-http',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.7',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_aia_ocsp_must_have_http_only'],
  when: (one) => accessUrls(one, 'ocsp').length > 0,
  find: (one) => accessUrls(one, 'ocsp').filter((url) => !isHttpUrl(url)),
})
