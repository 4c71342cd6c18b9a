// Whether a server that seals or signs does so verifiably, and whether its own verification can be trusted: a canary it made must
// hold for our engine and for its own, and one changed byte must be refused by both (GB/T 38540, GM/T 0010; clauses unverified).

import type { Finding, Instant } from '../verdict.ts'
import type { Check, Reason } from './check.ts'

export interface SignatureAnswer {
  /** Node or algorithm, for people. */
  name: string
  /** Everything our judge said of the canary. */
  findings: readonly Finding[]
  isAccepted: boolean
  isTamperedAccepted: boolean
  /** What the server's own verification says; `null` where it has none. */
  serverAccepts: boolean | null
  serverAcceptsTampered: boolean | null
  /** `undefined` where a timestamp is no part of the signature. */
  hasTimestamp?: boolean
  certificate?: { subject: string; notAfter: Instant }
  /** Algorithm, version and seal: nodes of one system must agree. */
  variant?: string
}

export interface SignatureServiceThresholds {
  warnCertificateDays: number
}

type SignatureCheck = Check<readonly SignatureAnswer[], SignatureServiceThresholds>

const LIMIT = '运维默认阈值'
const DAY_MS = 86_400_000

const FAMILIES: readonly [RegExp, string][] = [
  [/^seals\.(expired|not-yet-valid)$/, 'seal-expired'],
  [/^(seals|cms)\.unreadable$/, 'response-malformed'],
  [/^path\.|^revocation\./, 'untrusted'],
]

function suffixOf(found: string): string {
  return FAMILIES.find(([pattern]) => pattern.test(found))?.[1] ?? 'signature-invalid'
}

function reasonsOf(prefix: string, { name, findings, isAccepted }: SignatureAnswer): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const { code: found, effect, clause } of findings) {
    if (effect !== 'fatal' && effect !== 'unknown') continue
    const code = `${prefix}.${suffixOf(found)}`
    if (!reasons.has(code)) {
      reasons.set(code, { code, verdict: 'fail', citation: clause, params: { name, problem: `${name}: ${found}` } })
    }
  }
  if (reasons.size > 0 || isAccepted) return [...reasons.values()]
  return [{ code: `${prefix}.signature-invalid`, verdict: 'fail', citation: LIMIT, params: { name, problem: name } }]
}

/** @param prefix of the reason codes: `seal` or `sign` */
export function signatureServiceChecks(prefix: 'seal' | 'sign'): readonly SignatureCheck[] {
  const fail = (code: string, params: Record<string, string>): Reason => ({
    code: `${prefix}.${code}`,
    verdict: 'fail',
    citation: LIMIT,
    params,
  })
  return [
    {
      id: `${prefix}.canary-holds`,
      citation: LIMIT,
      run: (answers) => answers.flatMap((answer) => reasonsOf(prefix, answer)),
    },
    {
      id: `${prefix}.one-changed-byte-is-refused`,
      citation: LIMIT,
      run: (answers) =>
        answers.flatMap(({ name, isTamperedAccepted, serverAcceptsTampered }) => [
          ...(isTamperedAccepted ? [fail('tampered-accepted', { name, judge: '证巡 / Zhengxun' })] : []),
          ...(serverAcceptsTampered ? [fail('tampered-accepted', { name, judge: name })] : []),
        ]),
    },
    {
      id: `${prefix}.server-accepts-its-own`,
      citation: LIMIT,
      // What we refuse too is reported once, as what it is.
      run: (answers) =>
        answers.flatMap(({ name, isAccepted, serverAccepts }) =>
          isAccepted && serverAccepts === false ? [fail('valid-refused', { name, problem: name })] : [],
        ),
    },
    {
      id: `${prefix}.carries-a-timestamp`,
      citation: 'GB/T 38540-2020 (clause unverified)',
      run: (answers) =>
        answers.flatMap(({ name, hasTimestamp }) =>
          hasTimestamp === false ? [{ ...fail('timestamp-missing', { name }), verdict: 'warn' as const }] : [],
        ),
    },
    {
      id: `${prefix}.nodes-agree`,
      citation: LIMIT,
      run: (answers) => {
        const variants = new Set(answers.flatMap(({ variant }) => variant ?? []))
        const groups = answers.map(({ name, variant = '' }) => `${name}: ${variant}`).join(' | ')
        return variants.size > 1 ? [fail('nodes-differ', { groups })] : []
      },
    },
  ]
}

/** Needs the time, which the answers do not carry. */
export function certificateLasts(
  prefix: 'seal' | 'sign',
  answers: readonly SignatureAnswer[],
  { warnCertificateDays }: SignatureServiceThresholds,
  at: Instant,
): Reason[] {
  return answers.flatMap(({ certificate }) => {
    if (!certificate || certificate.notAfter < at) return []
    const daysLeft = Math.floor((certificate.notAfter - at) / DAY_MS)
    const notAfter = new Date(certificate.notAfter).toISOString().slice(0, 10)
    const params = { subject: certificate.subject, daysLeft, notAfter }
    return daysLeft <= warnCertificateDays
      ? [{ code: `${prefix}.certificate-expiring`, verdict: 'warn' as const, citation: LIMIT, params }]
      : []
  })
}
