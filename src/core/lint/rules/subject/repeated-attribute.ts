// The attribute stands twice in the subject (CABF BR §7.1.4.1).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

export const subjectRepeatedAttribute = certificateRule({
  id: 'lint.subject-repeated-attribute',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.1',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_duplicate_subject_attribs'],
  find: ({ subject }) => {
    const oids = subject.rdns.flat().map(({ oid }) => oid)
    const repeated = oids.filter((oid, at) => oids.indexOf(oid) < at)
    return repeated.filter((oid) => oid !== OID.domainComponent && oid !== OID.streetAddress).map(shortNameOf)
  },
})
