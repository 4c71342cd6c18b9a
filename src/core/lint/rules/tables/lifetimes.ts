// How long public site certificates may be valid, by the day they begin (CABF BR §6.3.2; ballots SC22 and SC-081v3): one row a rule.
// Both ends of the validity count (RFC 5280 §4.1.2.5), so 398 days are one second less than 398 times 86400 seconds.

import { isServerCertificate } from '../../contents.ts'
import { certificateRule, type LintRule, type Severity } from '../../rule.ts'
import type { LintedCertificate } from '../../subject.ts'

interface Row {
  maxDays: number
  severity: Severity
  citation: string
  from: string
  until?: string
  zlint: readonly string[]
}

const SC081 = 'CABF BR §6.3.2 (SC-081v3)'

const ROWS: readonly Row[] = [
  {
    maxDays: 825,
    severity: 'error',
    citation: 'CABF BR §6.3.2',
    from: '2018-03-02',
    until: '2020-09-01',
    zlint: ['e_sub_cert_valid_time_longer_than_825_days'],
  },
  {
    maxDays: 398,
    severity: 'error',
    citation: 'CABF BR §6.3.2 (SC31)',
    from: '2020-09-01',
    zlint: ['e_tls_server_cert_valid_time_longer_than_398_days'],
  },
  {
    maxDays: 397,
    severity: 'warning',
    citation: 'CABF BR §6.3.2 (SC31)',
    from: '2020-09-01',
    zlint: ['w_tls_server_cert_valid_time_longer_than_397_days'],
  },
  {
    maxDays: 200,
    severity: 'error',
    citation: SC081,
    from: '2026-03-15',
    until: '2027-03-15',
    zlint: ['e_server_cert_valid_time_longer_than_200_days'],
  },
  {
    maxDays: 199,
    severity: 'warning',
    citation: SC081,
    from: '2026-03-15',
    until: '2027-03-15',
    zlint: ['w_server_cert_valid_time_longer_than_199_days'],
  },
  {
    maxDays: 100,
    severity: 'error',
    citation: SC081,
    from: '2027-03-15',
    until: '2029-03-15',
    zlint: ['e_server_cert_valid_time_longer_than_100_days'],
  },
  {
    maxDays: 99,
    severity: 'warning',
    citation: SC081,
    from: '2027-03-15',
    until: '2029-03-15',
    zlint: ['w_server_cert_valid_time_longer_than_99_days'],
  },
  {
    maxDays: 47,
    severity: 'error',
    citation: SC081,
    from: '2029-03-15',
    zlint: ['e_server_cert_valid_time_longer_than_47_days'],
  },
  {
    maxDays: 46,
    severity: 'warning',
    citation: SC081,
    from: '2029-03-15',
    zlint: ['w_server_cert_valid_time_longer_than_46_days'],
  },
]

const DAY_MS = 86_400_000

/** Length of the validity with both ends counted. */
function lifetimeMs({ notBefore, notAfter }: LintedCertificate): number {
  return (notAfter.instant ?? 0) - (notBefore.instant ?? 0) + 1000
}

export const LIFETIME_RULES: readonly LintRule<LintedCertificate>[] = ROWS.map(({ maxDays, ...spec }) =>
  certificateRule({
    ...spec,
    id: `lint.lifetime-${maxDays}-days`,
    source: 'br',
    role: 'not-ca',
    when: isServerCertificate,
    find: (one) => {
      const days = lifetimeMs(one) / DAY_MS
      return days > maxDays ? [String(Math.ceil(days))] : []
    },
  }),
)
