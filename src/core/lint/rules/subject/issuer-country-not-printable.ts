// The country of the issuer is a PrintableString (RFC 5280 Appendix A.1).

import { TAG } from '../../../asn1/der.ts'
import { OID } from '../../../asn1/oids.ts'
import { certificateRule } from '../../rule.ts'

export const subjectIssuerCountryNotPrintable = certificateRule({
  id: 'lint.subject-issuer-country-not-printable',
  severity: 'error',
  source: 'rfc',
  citation: 'RFC 5280 Appendix A.1',
  from: '2008-05-01',
  zlint: ['e_issuer_dn_country_not_printable_string'],
  find: ({ issuer }) =>
    issuer.rdns.flat().some(({ oid, tag }) => oid === OID.countryName && tag !== TAG.printableString),
})
