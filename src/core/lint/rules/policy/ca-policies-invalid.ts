// The policies of an intermediate break the rules: (CABF BR §7.1.2.10.5).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { policies, RESERVED_POLICY } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyCaPoliciesInvalid = certificateRule({
  id: 'lint.policy-ca-policies-invalid',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.5',
  from: '2023-09-15',
  role: 'sub-ca',
  zlint: ['e_invalid_ca_certificate_policies'],
  find: (one) => {
    const oids = policies(one).map(({ oid }) => oid)
    const hasAny = oids.includes(OID.anyPolicy)
    const hasReserved = oids.some((oid) => Object.values(RESERVED_POLICY).includes(oid))
    const isKept = hasAny ? oids.length === 1 : hasReserved
    return isKept ? [] : [oids.map(shortNameOf).join(', ') || '—']
  },
})
