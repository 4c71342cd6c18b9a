// The authority information access holds addresses of OCSP and issuer only: (CABF BR §7.1.2.7.7).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { accesses } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const accessMethodNotPermitted = certificateRule({
  id: 'lint.access-method-not-permitted',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.7',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_aia_must_contain_permitted_access_method'],
  find: (one) =>
    accesses(one).flatMap(({ method, location }) =>
      location.kind === 'uri' && (method === OID.ocsp || method === OID.caIssuers)
        ? []
        : [`${shortNameOf(method)} ${location.kind}`],
    ),
})
