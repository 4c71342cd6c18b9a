// An issuer address is neither HTTP nor LDAP: (RFC 5280 §4.2.2.1).

import { OID } from '../../../asn1/oids.ts'
import { accesses, accessUrls } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessLocationMissing = certificateRule({
  id: 'lint.access-location-missing',
  severity: 'warning',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.2.1',
  from: '2002-04-01',
  zlint: ['w_ext_aia_access_location_missing'],
  when: (one) => accesses(one).some(({ method }) => method === OID.caIssuers),
  find: (one) => {
    const urls = accessUrls(one, 'caIssuers')
    return urls.some((url) => /^(https?|ldaps?):\/\//i.test(url)) ? [] : [urls.join(', ')]
  },
})
