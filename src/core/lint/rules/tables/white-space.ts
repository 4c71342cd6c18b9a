// White space around the values of names, which people cannot see and software does not compare (RFC 5280 §7.1): one row a rule.

import { certificateRule, type LintRule } from '../../rule.ts'
import type { LintedCertificate } from '../../subject.ts'

const ROWS = [
  { name: 'subject-leading', side: 'subject', pattern: /^\s/, zlint: 'w_subject_dn_leading_whitespace' },
  { name: 'subject-trailing', side: 'subject', pattern: /\s$/, zlint: 'w_subject_dn_trailing_whitespace' },
  { name: 'issuer-leading', side: 'issuer', pattern: /^\s/, zlint: 'w_issuer_dn_leading_whitespace' },
  { name: 'issuer-trailing', side: 'issuer', pattern: /\s$/, zlint: 'w_issuer_dn_trailing_whitespace' },
] as const

export const WHITE_SPACE_RULES: readonly LintRule<LintedCertificate>[] = ROWS.map(({ name, side, pattern, zlint }) =>
  certificateRule({
    id: `lint.space-${name}`,
    severity: 'warning',
    source: 'community',
    citation: 'RFC 5280 §7.1',
    zlint: [zlint],
    find: (one) => one[side].rdns.flat().flatMap(({ text }) => (pattern.test(text) ? [text] : [])),
  }),
)
