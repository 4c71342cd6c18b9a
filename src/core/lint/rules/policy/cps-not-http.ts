// A CPS address is an http or https URL: (CABF BR §7.1.2.7.9).

import { contentsOf } from '../../../asn1/der.ts'
import { OID } from '../../../asn1/oids.ts'
import { latin1 } from '../../../asn1/values.ts'
import { policies } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const policyCpsNotHttp = certificateRule({
  id: 'lint.policy-cps-not-http',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.9',
  from: '2023-09-15',
  zlint: ['e_invalid_cps_uri'],
  when: (one) => policies(one).some(({ qualifiers }) => qualifiers.some(({ oid }) => oid === OID.cpsQualifier)),
  find: (one) =>
    policies(one)
      .flatMap(({ qualifiers }) => qualifiers)
      .flatMap(({ oid, value }) => (oid === OID.cpsQualifier && value ? [latin1(contentsOf(value))] : []))
      .filter((text) => !/^https?:\/\/[^\s/]+/i.test(text)),
})
