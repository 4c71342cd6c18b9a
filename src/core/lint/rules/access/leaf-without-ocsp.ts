// There is no address of an OCSP responder (CABF BR §7.1.2.3 (1.8.7)).

import { accessUrls } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessLeafWithoutOcsp = certificateRule({
  id: 'lint.access-leaf-without-ocsp',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.3 (1.8.7)',
  from: '2012-07-01',
  until: '2023-09-15',
  role: 'not-ca',
  zlint: ['e_sub_cert_aia_does_not_contain_ocsp_url'],
  find: (one) => !accessUrls(one, 'ocsp').some((url) => url.startsWith('http://')),
})
