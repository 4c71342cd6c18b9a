// An intermediate has more than one policy of the Baseline Requirements: (CABF BR §7.1.2.10.5).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { hasPolicy, policies, RESERVED_POLICY } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyCaSeveralReserved = certificateRule({
  id: 'lint.policy-ca-several-reserved',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.10.5',
  from: '2023-09-15',
  role: 'sub-ca',
  zlint: ['e_ca_multiple_reserved_policy_oids'],
  when: (one) => !hasPolicy(one, OID.anyPolicy),
  find: (one) => {
    const found = policies(one).filter(({ oid }) => Object.values(RESERVED_POLICY).includes(oid))
    return found.length > 1 ? [found.map(({ oid }) => shortNameOf(oid)).join(', ')] : []
  },
})
