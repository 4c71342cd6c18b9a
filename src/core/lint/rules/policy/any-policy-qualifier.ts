// Any-policy carries CPS or user notice only: (RFC 5280 §4.2.1.4).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { hasPolicy, policies } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

const KNOWN: ReadonlySet<string> = new Set([OID.cpsQualifier, OID.userNoticeQualifier])

export const policyAnyPolicyQualifier = certificateRule({
  id: 'lint.policy-any-policy-qualifier',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 §4.2.1.4',
  from: '2002-04-01',
  zlint: ['e_ext_cert_policy_disallowed_any_policy_qualifier'],
  when: (one) => hasPolicy(one, OID.anyPolicy),
  find: (one) =>
    policies(one).flatMap(({ oid, qualifiers }) =>
      oid === OID.anyPolicy
        ? qualifiers.flatMap((found) => (KNOWN.has(found.oid) ? [] : [shortNameOf(found.oid)]))
        : [],
    ),
})
