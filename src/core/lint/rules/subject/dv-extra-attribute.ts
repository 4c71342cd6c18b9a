// A domain-validated subject has country and common name only; there is (CABF BR §7.1.2.7.2).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { hasPolicy, RESERVED_POLICY } from '../../contents.ts'
import { certificateRule } from '../../rule.ts'

export const subjectDvExtraAttribute = certificateRule({
  id: 'lint.subject-dv-extra-attribute',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.2.7.2',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_cab_dv_subject_invalid_values'],
  when: (one) => hasPolicy(one, RESERVED_POLICY.dv),
  find: ({ subject }) =>
    subject.rdns
      .flat()
      .flatMap(({ oid }) => (oid === OID.commonName || oid === OID.countryName ? [] : [shortNameOf(oid)])),
})
