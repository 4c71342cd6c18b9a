// The country of the subject is a PrintableString (RFC 5280 Appendix A.1).

import { TAG } from '../../../asn1/der.ts'
import { OID } from '../../../asn1/oids.ts'
import { sharedRule } from '../../rule.ts'

export const subjectCountryNotPrintable = sharedRule({
  id: 'lint.subject-country-not-printable',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 Appendix A.1',
  from: '2008-05-01',
  zlint: ['e_subject_dn_country_not_printable_string'],
  find: ({ subject }) =>
    subject.rdns.flat().some(({ oid, tag }) => oid === OID.countryName && tag !== TAG.printableString),
})
