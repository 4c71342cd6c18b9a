// Which extensions must and must not be critical (RFC 5280 §4.2.1, §4.2.2; CABF BR §7.1.2): one row a rule.

import type { OidName } from '../../../asn1/oids.ts'
import { has, isCritical } from '../../contents.ts'
import { certificateRule, type LintRule, type Role, type Severity, type Source } from '../../rule.ts'
import type { LintedCertificate } from '../../subject.ts'

interface Row {
  name: string
  extension: OidName
  mustBe: 'critical' | 'not-critical'
  severity: Severity
  source: Source
  citation: string
  role?: Role
  from?: string
  zlint?: readonly string[]
  when?: (one: LintedCertificate) => boolean
}

const RFC: { source: Source; from: string } = { source: 'rfc', from: '2002-04-01' }
const BR: { source: Source; from: string } = { source: 'br', from: '2012-07-01' }
const hasSubject = ({ subject }: LintedCertificate) => subject.rdns.length > 0

const ROWS: readonly Row[] = [
  {
    ...RFC,
    name: 'aia',
    extension: 'authorityInfoAccess',
    mustBe: 'not-critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.2.1',
    zlint: ['e_ext_aia_marked_critical', 'e_sub_ca_aia_marked_critical', 'e_sub_cert_aia_marked_critical'],
  },
  {
    ...RFC,
    name: 'aki',
    extension: 'authorityKeyIdentifier',
    mustBe: 'not-critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.1',
    zlint: ['e_ext_authority_key_identifier_critical'],
  },
  {
    ...RFC,
    name: 'ski',
    extension: 'subjectKeyIdentifier',
    mustBe: 'not-critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.2',
    zlint: ['e_ext_subject_key_identifier_critical'],
  },
  {
    ...RFC,
    name: 'freshest-crl',
    extension: 'freshestCrl',
    mustBe: 'not-critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.15',
    zlint: ['e_ext_freshest_crl_marked_critical'],
  },
  {
    ...RFC,
    name: 'directory-attributes',
    extension: 'subjectDirectoryAttributes',
    mustBe: 'not-critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.8',
    zlint: ['e_ext_subject_directory_attr_critical'],
  },
  {
    ...RFC,
    name: 'name-constraints',
    extension: 'nameConstraints',
    mustBe: 'critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.10',
    zlint: ['e_ext_name_constraints_not_critical'],
  },
  {
    ...RFC,
    name: 'policy-constraints',
    extension: 'policyConstraints',
    mustBe: 'critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.11',
    zlint: ['e_ext_policy_constraints_not_critical'],
  },
  {
    ...RFC,
    name: 'inhibit-any-policy',
    extension: 'inhibitAnyPolicy',
    mustBe: 'critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.14',
    zlint: ['e_inhibit_any_policy_not_critical'],
  },
  {
    ...RFC,
    name: 'basic-constraints',
    extension: 'basicConstraints',
    mustBe: 'critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.9',
    role: 'ca',
    zlint: ['e_basic_constraints_not_critical'],
  },
  {
    ...RFC,
    name: 'key-usage',
    extension: 'keyUsage',
    mustBe: 'critical',
    severity: 'warning',
    citation: 'RFC 5280 §4.2.1.3',
    zlint: ['w_ext_key_usage_not_critical'],
  },
  {
    ...RFC,
    name: 'policy-mappings',
    extension: 'policyMappings',
    mustBe: 'critical',
    severity: 'warning',
    citation: 'RFC 5280 §4.2.1.5',
    zlint: ['w_ext_policy_map_not_critical'],
  },
  {
    ...RFC,
    name: 'crl-points',
    extension: 'crlDistributionPoints',
    mustBe: 'not-critical',
    severity: 'warning',
    citation: 'RFC 5280 §4.2.1.13',
    zlint: ['w_ext_crl_distribution_marked_critical'],
  },
  {
    ...RFC,
    name: 'issuer-names',
    extension: 'issuerAltName',
    mustBe: 'not-critical',
    severity: 'warning',
    citation: 'RFC 5280 §4.2.1.7',
    zlint: ['w_ext_ian_critical'],
  },
  {
    ...RFC,
    name: 'names-with-subject',
    extension: 'subjectAltName',
    mustBe: 'not-critical',
    severity: 'warning',
    citation: 'RFC 5280 §4.2.1.6',
    when: hasSubject,
    zlint: ['w_ext_san_critical_with_subject_dn'],
  },
  {
    ...RFC,
    name: 'names-without-subject',
    extension: 'subjectAltName',
    mustBe: 'critical',
    severity: 'error',
    citation: 'RFC 5280 §4.2.1.6',
    when: (one) => !hasSubject(one),
    zlint: ['e_ext_san_not_critical_without_subject'],
  },
  {
    ...RFC,
    name: 'no-check',
    extension: 'ocspNoCheck',
    mustBe: 'not-critical',
    severity: 'warning',
    citation: 'RFC 6960 §4.2.2.2.1',
  },
  {
    ...BR,
    name: 'ca-key-usage',
    extension: 'keyUsage',
    mustBe: 'critical',
    severity: 'error',
    citation: 'CABF BR §7.1.2.10.7',
    role: 'ca',
    zlint: ['e_ca_key_usage_not_critical', 'e_root_ca_key_usage_must_be_critical'],
  },
  {
    ...BR,
    name: 'leaf-basic-constraints',
    extension: 'basicConstraints',
    mustBe: 'critical',
    severity: 'error',
    citation: 'CABF BR §7.1.2.7.8',
    role: 'leaf',
    from: '2023-09-15',
    zlint: ['e_sub_cert_basic_constraints_not_critical'],
  },
  {
    ...BR,
    name: 'leaf-crl-points',
    extension: 'crlDistributionPoints',
    mustBe: 'not-critical',
    severity: 'error',
    citation: 'CABF BR §7.1.2.11.2',
    zlint: ['e_sub_cert_crl_distribution_points_marked_critical', 'e_sub_ca_crl_distribution_points_marked_critical'],
  },
  {
    ...BR,
    name: 'purposes',
    extension: 'extKeyUsage',
    mustBe: 'not-critical',
    severity: 'error',
    citation: 'CABF BR §7.1.2.7.6',
    role: 'leaf',
    from: '2023-09-15',
    zlint: ['e_eku_critical'],
  },
  {
    ...BR,
    name: 'ca-purposes',
    extension: 'extKeyUsage',
    mustBe: 'not-critical',
    severity: 'warning',
    citation: 'CABF BR §7.1.2.10.6',
    role: 'sub-ca',
    from: '2012-07-01',
    zlint: ['w_sub_ca_eku_critical'],
  },
  {
    ...BR,
    name: 'ca-policies',
    extension: 'certificatePolicies',
    mustBe: 'not-critical',
    severity: 'warning',
    citation: 'CABF BR §7.1.2.10.5',
    role: 'sub-ca',
    zlint: ['w_sub_ca_certificate_policies_marked_critical'],
  },
  {
    ...BR,
    name: 'leaf-policies',
    extension: 'certificatePolicies',
    mustBe: 'not-critical',
    severity: 'warning',
    citation: 'CABF BR §7.1.2.7.9',
    role: 'leaf',
    zlint: ['w_sub_cert_certificate_policies_marked_critical'],
  },
  {
    ...BR,
    name: 'ca-name-constraints',
    extension: 'nameConstraints',
    mustBe: 'critical',
    severity: 'warning',
    citation: 'CABF BR §7.1.2.10.8',
    role: 'sub-ca',
    zlint: ['w_sub_ca_name_constraints_not_critical'],
  },
]

export const CRITICALITY_RULES: readonly LintRule<LintedCertificate>[] = ROWS.map(
  ({ name, extension, mustBe, when, ...spec }) =>
    certificateRule({
      ...spec,
      id: `lint.critical-${name}`,
      when: (one) => has(one, extension) && (when?.(one) ?? true),
      find: (one) => isCritical(one, extension) !== (mustBe === 'critical'),
    }),
)
