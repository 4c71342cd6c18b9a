// The string type of the subject attribute breaks the rules (CABF BR §7.1.4.2).

import { TAG } from '../../../asn1/der.ts'
import { OID, shortNameOf } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

const PRINTABLE: ReadonlySet<string> = new Set([OID.countryName, OID.jurisdictionCountry, OID.serialNumber])
const EITHER: ReadonlySet<string> = new Set([
  OID.stateOrProvinceName,
  OID.localityName,
  OID.postalCode,
  OID.streetAddress,
  OID.organizationName,
  OID.surname,
  OID.givenName,
  OID.organizationalUnitName,
  OID.commonName,
  OID.businessCategory,
  OID.organizationIdentifier,
  // Jurisdiction of incorporation: locality, state.
  '1.3.6.1.4.1.311.60.2.1.1',
  '1.3.6.1.4.1.311.60.2.1.2',
])

function mayBe(oid: string, tag: number): boolean {
  if (oid === OID.domainComponent) return tag === TAG.ia5String
  if (PRINTABLE.has(oid)) return tag === TAG.printableString
  return !EITHER.has(oid) || tag === TAG.printableString || tag === TAG.utf8String
}

export const subjectStringType = certificateRule({
  id: 'lint.subject-string-type',
  severity: 'error',
  source: 'br',
  citation: 'CABF BR §7.1.4.2',
  from: '2023-09-15',
  zlint: ['e_subject_rdns_correct_encoding'],
  find: ({ subject }) => subject.rdns.flat().flatMap(({ oid, tag }) => (mayBe(oid, tag) ? [] : [shortNameOf(oid)])),
})
