// A CRL distribution point has neither an HTTP nor an LDAP address (RFC 5280 §4.2.1.13).

import { distributionPoints, has } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const crlNeitherLdapNorHttp = certificateRule({
  id: 'lint.crl-neither-ldap-nor-http',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.13',
  from: '2002-04-01',
  zlint: ['w_distribution_point_missing_ldap_or_uri'],
  when: (one) => has(one, 'crlDistributionPoints'),
  find: (one) =>
    distributionPoints(one).some(
      ({ names, hasName }) =>
        hasName && !names.some(({ kind, text }) => kind === 'uri' && /^(https?|ldaps?):/i.test(text)),
    ),
})
