// How long the attributes of a subject may be (RFC 5280 Appendix A.1, upper bounds; X.520 for the rest): one row a rule.
// Characters are counted, not bytes: a Chinese name of forty characters is as long as a Latin one.

import type { OidName } from '../../../asn1/oids.ts'
import { texts } from '../../contents.ts'
import { type LintRule, type Severity, sharedRule } from '../../rule.ts'
import type { Linted } from '../../subject.ts'

interface Row {
  attribute: OidName
  name: string
  max: number
  severity?: Severity
  zlint?: readonly string[]
}

const ROWS: readonly Row[] = [
  { attribute: 'commonName', name: 'common-name', max: 64, zlint: ['e_subject_common_name_max_length'] },
  { attribute: 'serialNumber', name: 'serial-number', max: 64, zlint: ['e_subject_dn_serial_number_max_length'] },
  { attribute: 'givenName', name: 'given-name', max: 32_768, zlint: ['e_subject_given_name_max_length'] },
  { attribute: 'surname', name: 'surname', max: 32_768, zlint: ['e_subject_surname_max_length'] },
  {
    attribute: 'givenName',
    name: 'given-name-long',
    max: 64,
    severity: 'warning',
    zlint: ['w_subject_given_name_recommended_max_length'],
  },
  {
    attribute: 'surname',
    name: 'surname-long',
    max: 64,
    severity: 'warning',
    zlint: ['w_subject_surname_recommended_max_length'],
  },
  { attribute: 'localityName', name: 'locality', max: 128, zlint: ['e_subject_locality_name_max_length'] },
  { attribute: 'stateOrProvinceName', name: 'state', max: 128, zlint: ['e_subject_state_name_max_length'] },
  { attribute: 'streetAddress', name: 'street', max: 128, zlint: ['e_subject_street_address_max_length'] },
  { attribute: 'postalCode', name: 'postal-code', max: 16, zlint: ['e_subject_postal_code_max_length'] },
  { attribute: 'organizationName', name: 'organization', max: 64, zlint: ['e_subject_organization_name_max_length'] },
  { attribute: 'organizationalUnitName', name: 'unit', max: 64 },
  { attribute: 'emailAddress', name: 'email', max: 255 },
  { attribute: 'title', name: 'title', max: 64 },
]

export const NAME_LENGTH_RULES: readonly LintRule<Linted>[] = ROWS.map(
  ({ attribute, name, max, severity = 'error', zlint = [] }) =>
    sharedRule({
      id: `lint.length-${name}`,
      severity,
      source: 'rfc',
      citation: 'RFC 5280 Appendix A.1',
      from: '2002-04-01',
      zlint,
      find: ({ subject }) =>
        texts(subject, attribute).flatMap((text) => {
          const count = [...text].length
          return count > max ? [String(count)] : []
        }),
    }),
)
