// The CRL distribution points hold no http:// address (CABF BR §7.1.2.11.2).

import { crlUrls, has, isAuthority } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const crlPointWithoutUrl = certificateRule({
  id: 'lint.crl-point-without-url',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.11.2',
  from: '2012-07-01',
  zlint: [
    'e_sub_ca_crl_distribution_points_does_not_contain_url',
    'e_sub_cert_crl_distribution_points_does_not_contain_url',
  ],
  when: (one) => has(one, 'crlDistributionPoints') && !(isAuthority(one) && one.isSelfSigned),
  find: (one) => !crlUrls(one).some((url) => url.startsWith('http://')),
})
