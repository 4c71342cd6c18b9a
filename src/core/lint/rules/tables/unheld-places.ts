// A place in the subject of nobody: without organization and person, no part of an address may stand there (CABF BR §7.1.4.2): one row
// an attribute.

import type { OidName } from '../../../asn1/oids.ts'
import { namesHolder, texts } from '../../contents.ts'
import { certificateRule, type LintRule } from '../../rule.ts'
import type { LintedCertificate } from '../../subject.ts'

const ROWS: readonly { attribute: OidName; name: string; zlint: string }[] = [
  { attribute: 'localityName', name: 'locality', zlint: 'e_sub_cert_locality_name_must_not_appear' },
  { attribute: 'stateOrProvinceName', name: 'state', zlint: 'e_sub_cert_province_must_not_appear' },
  { attribute: 'streetAddress', name: 'street', zlint: 'e_sub_cert_street_address_should_not_exist' },
  { attribute: 'postalCode', name: 'postal-code', zlint: 'e_sub_cert_postal_code_must_not_appear' },
]

export const UNHELD_PLACE_RULES: readonly LintRule<LintedCertificate>[] = ROWS.map(({ attribute, name, zlint }) =>
  certificateRule({
    id: `lint.unheld-${name}`,
    severity: 'error',
    source: 'br',
    citation: 'CABF BR §7.1.4.2',
    from: '2016-09-07',
    role: 'leaf',
    zlint: [zlint],
    find: ({ subject }) => (namesHolder(subject) ? [] : texts(subject, attribute)),
  }),
)
