// The attributes of the subject are out of order: (CABF BR §7.1.4.2).

import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

const ORDER: readonly string[] = [
  OID.domainComponent,
  OID.countryName,
  OID.stateOrProvinceName,
  OID.localityName,
  OID.postalCode,
  OID.streetAddress,
  OID.organizationName,
  OID.surname,
  OID.givenName,
  OID.organizationalUnitName,
  OID.commonName,
]

export const subjectOrder = certificateRule({
  id: 'lint.subject-order',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2023-09-15',
  role: 'leaf',
  zlint: ['e_invalid_subject_rdn_order'],
  find: ({ subject }) => {
    const found = subject.rdns.flat().filter(({ oid }) => ORDER.includes(oid))
    const places = found.map(({ oid }) => ORDER.indexOf(oid))
    const isSorted = places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0))
    return isSorted ? [] : [found.map(({ oid }) => shortNameOf(oid)).join(', ')]
  },
})
