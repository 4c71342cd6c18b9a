// The extended key usage holds neither server nor client authentication (CABF BR §7.1.2.7.10).

import { has, hasPurpose } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const purposeLeafWithoutServer = certificateRule({
  id: 'lint.purpose-leaf-without-server',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.10',
  from: '2012-07-01',
  role: 'leaf',
  zlint: ['e_sub_cert_eku_server_auth_client_auth_missing'],
  when: (one) => has(one, 'extKeyUsage'),
  find: (one) => !hasPurpose(one, 'serverAuth') && !hasPurpose(one, 'clientAuth'),
})
