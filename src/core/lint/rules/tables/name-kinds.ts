// Forms of names that have no place in a site certificate or in name constraints (CABF BR §7.1.2.7.12; RFC 5280 §4.2.1.10): one row a form.

import { has, type LooseName, namesIn, subtrees } from '../../contents.ts'
import { certificateRule, type LintRule } from '../../rule.ts'
import type { LintedCertificate } from '../../subject.ts'

interface Row {
  kind: LooseName['kind']
  name: string
  zlint?: string
}

const FORBIDDEN: readonly Row[] = [
  { kind: 'other', name: 'other', zlint: 'e_ext_san_other_name_present' },
  { kind: 'email', name: 'mailbox-present', zlint: 'e_ext_san_rfc822_name_present' },
  { kind: 'x400', name: 'x400' },
  { kind: 'directory', name: 'directory', zlint: 'e_ext_san_directory_name_present' },
  { kind: 'ediParty', name: 'edi-party', zlint: 'e_ext_san_edi_party_name_present' },
  { kind: 'uri', name: 'uri', zlint: 'e_ext_san_uniform_resource_identifier_present' },
  { kind: 'registeredId', name: 'registered-id', zlint: 'e_ext_san_registered_id_present' },
]

const UNCOMPARABLE: readonly Row[] = [
  { kind: 'ediParty', name: 'edi-party', zlint: 'w_name_constraint_on_edi_party_name' },
  { kind: 'registeredId', name: 'registered-id', zlint: 'w_name_constraint_on_registered_id' },
  { kind: 'x400', name: 'x400', zlint: 'w_name_constraint_on_x400' },
]

export const NAME_KIND_RULES: readonly LintRule<LintedCertificate>[] = [
  ...FORBIDDEN.map(({ kind, name, zlint }) =>
    certificateRule({
      id: `lint.names-${name}`,
      severity: 'error',
      source: 'br',
      citation: 'CABF BR §7.1.2.7.12',
      from: '2012-07-01',
      ...(zlint && { zlint: [zlint] }),
      when: (one) => has(one, 'subjectAltName'),
      find: (one) => namesIn(one, 'subjectAltName').some((found) => found.kind === kind),
    }),
  ),
  ...UNCOMPARABLE.map(({ kind, name, zlint }) =>
    certificateRule({
      id: `lint.constraints-${name}`,
      severity: 'warning',
      source: 'rfc',
      citation: 'RFC 5280 §4.2.1.10',
      from: '2008-05-01',
      ...(zlint && { zlint: [zlint] }),
      when: (one) => has(one, 'nameConstraints'),
      find: (one) => subtrees(one).some(({ base }) => base.kind === kind),
    }),
  ),
]
