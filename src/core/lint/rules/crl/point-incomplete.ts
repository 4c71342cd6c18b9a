// A CRL distribution point has reasons only (RFC 5280 §4.2.1.13).

import { distributionPoints, has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const crlPointIncomplete = certificateRule({
  id: 'lint.crl-point-incomplete',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.13',
  from: '2002-04-01',
  zlint: ['e_distribution_point_incomplete'],
  when: (one) => has(one, 'crlDistributionPoints'),
  find: (one) =>
    distributionPoints(one).some(({ hasName, hasReasons, hasIssuer }) => hasReasons && !hasName && !hasIssuer),
})
