// A CRL distribution point names no CRL issuer (CABF BR §7.1.2.11.2).

import { distributionPoints, has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const crlIssuerPresent = certificateRule({
  id: 'lint.crl-issuer-present',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.11.2',
  from: '2023-09-15',
  zlint: ['e_crlissuer_must_not_be_present_in_cdp'],
  when: (one) => has(one, 'crlDistributionPoints'),
  find: (one) => distributionPoints(one).some(({ hasIssuer }) => hasIssuer),
})
