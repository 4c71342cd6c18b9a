// An intermediate has a CRL distribution point (CABF BR §7.1.2.11.2).

import { has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const crlCaPointMissing = certificateRule({
  id: 'lint.crl-ca-point-missing',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.11.2',
  from: '2012-07-01',
  role: 'sub-ca',
  zlint: ['e_sub_ca_crl_distribution_points_missing'],
  find: (one) => !has(one, 'crlDistributionPoints'),
})
