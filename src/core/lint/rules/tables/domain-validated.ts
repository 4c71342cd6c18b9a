// What a domain-validated subject must not say, because nobody checked it (CABF BR §7.1.2.7.2): one row a rule.

import type { OidName } from '../../../asn1/oids.ts'
import { hasPolicy, RESERVED_POLICY, texts } from '../../contents.ts'
import { certificateRule, type LintRule } from '../../rule.ts'
import type { LintedCertificate } from '../../subject.ts'

const ROWS: readonly { attribute: OidName; name: string; zlint: string }[] = [
  { attribute: 'organizationName', name: 'organization', zlint: 'e_cab_dv_conflicts_with_org' },
  { attribute: 'localityName', name: 'locality', zlint: 'e_cab_dv_conflicts_with_locality' },
  { attribute: 'stateOrProvinceName', name: 'state', zlint: 'e_cab_dv_conflicts_with_province' },
  { attribute: 'streetAddress', name: 'street', zlint: 'e_cab_dv_conflicts_with_street' },
  { attribute: 'postalCode', name: 'postal-code', zlint: 'e_cab_dv_conflicts_with_postal' },
]

export const DOMAIN_VALIDATED_RULES: readonly LintRule<LintedCertificate>[] = ROWS.map(({ attribute, name, zlint }) =>
  certificateRule({
    id: `lint.dv-${name}`,
    severity: 'error',
    source: 'br',
    citation: 'CABF BR §7.1.2.7.2',
    // From then on `subject-dv-extra-attribute` says it all at once.
    until: '2023-09-15',
    role: 'not-ca',
    zlint: [zlint],
    when: (one) => hasPolicy(one, RESERVED_POLICY.dv),
    find: ({ subject }) => texts(subject, attribute),
  }),
)
