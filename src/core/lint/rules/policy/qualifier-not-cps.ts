// Policies carry CPS addresses only: (CABF BR §7.1.2.7.9).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { has, policies } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyQualifierNotCps = certificateRule({
  id: 'lint.policy-qualifier-not-cps',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.9',
  from: '2023-09-15',
  zlint: ['e_policy_qualifiers_other_than_cps_not_permitted'],
  when: (one) => has(one, 'certificatePolicies'),
  find: (one) =>
    policies(one).flatMap(({ qualifiers }) =>
      qualifiers.flatMap(({ oid }) => (oid === OID.cpsQualifier ? [] : [shortNameOf(oid)])),
    ),
})
