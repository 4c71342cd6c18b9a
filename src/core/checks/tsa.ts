// Whether a timestamp authority tells the right time under its own name, about what it was asked
// (RFC 3161 §2.2–2.4; ETSI EN 319 421 for one second, clause unverified). The token itself is judged by tsp/judge.ts.

import type { Finding, Instant } from '../verdict.ts'
import type { Check, Reason } from './check.ts'

export interface TimestampAnswer {
  /** Hash of the imprint that was asked for. */
  digest: string
  /** Everything the judge of timestamps said. */
  findings: readonly Finding[]
  /** Absent when there is no readable token. */
  token?: {
    /** Lower-case hex. */
    serial: string
    policy: string
    /** genTime minus the middle of our question, our own clock's offset taken off. */
    driftMs: number
    /** How far `driftMs` may be wrong: half the round trip, and half the resolution of genTime. */
    boundMs: number
    accuracyMs?: number
  }
  certificate?: { subject: string; notAfter: Instant }
  latencyMs: number
}

export interface TsaEvidence {
  at: Instant
  answers: readonly TimestampAnswer[]
  /** Serials seen at the last visit. */
  previousSerials: readonly string[]
  /** Offset of our own clock; `undefined` when nobody measured it. */
  clockOffsetMs?: number | undefined
}

export interface TsaThresholds {
  /** Empty: any policy. */
  policies: readonly string[]
  warnDriftMs: number
  failDriftMs: number
  maxClockOffsetMs: number
  maxAccuracyMs: number
  warnCertificateDays: number
  failCertificateDays: number
  warnLatencyMs: number
  failLatencyMs: number
}

type TsaCheck = Check<TsaEvidence, TsaThresholds>

const LIMIT = '运维默认阈值'
const RFC = 'RFC 3161 §2.4.2'
const DAY_MS = 86_400_000

const CODES: Readonly<Record<string, string>> = {
  'tsp.not-granted': 'tsa.status-rejected',
  'tsp.imprint': 'tsa.imprint-mismatch',
  'tsp.imprint-not-queried': 'tsa.imprint-mismatch',
  'tsp.nonce': 'tsa.nonce-mismatch',
  'tsp.policy': 'tsa.policy-not-allowed',
  'tsp.time-outside-certificate': 'tsa.certificate-expired',
  'path.certificate-expired': 'tsa.certificate-expired',
  // How far ahead is measured, and judged by the limits of this probe.
  'tsp.time-in-future': '',
}

const FAMILIES: readonly [RegExp, string][] = [
  [/^tsp\.eku|^path\.purpose/, 'tsa.eku-not-critical'],
  [/^cms\.signing-certificate/, 'tsa.signer-binding-missing'],
  [/^tsp\.(token|not-a-token|signer-count|info|version)/, 'tsa.response-malformed'],
  [/^path\.|^revocation\./, 'tsa.untrusted'],
]

function codeOf(found: string): string {
  return CODES[found] ?? FAMILIES.find(([pattern]) => pattern.test(found))?.[1] ?? 'tsa.signature-invalid'
}

/** One reason a code: the same refusal under two imprints is one fault. */
const tokensHold: TsaCheck = {
  id: 'tsa.tokens-hold',
  citation: RFC,
  run: ({ answers }, { policies }) => {
    const reasons = new Map<string, Reason>()
    for (const { digest, findings, token } of answers) {
      for (const { code: found, effect, clause, params = {} } of findings) {
        const code = effect === 'fatal' || effect === 'unknown' ? codeOf(found) : ''
        if (code === '' || reasons.has(code)) continue
        const { status = '', reasons: why = '' } = params
        const told = { digest, problem: found, status: `${status} ${why}`.trim(), policy: token?.policy ?? '' }
        reasons.set(code, { code, verdict: 'fail', citation: clause, params: told })
      }
      if (token && policies.length > 0 && !policies.includes(token.policy)) {
        const params = { policy: token.policy }
        reasons.set('tsa.policy-not-allowed', {
          code: 'tsa.policy-not-allowed',
          verdict: 'fail',
          citation: RFC,
          params,
        })
      }
    }
    return [...reasons.values()]
  },
}

const clockIsRight: TsaCheck = {
  id: 'tsa.clock-is-right',
  citation: LIMIT,
  run: ({ answers, clockOffsetMs = 0 }, { warnDriftMs, failDriftMs, maxClockOffsetMs }) => {
    if (Math.abs(clockOffsetMs) > maxClockOffsetMs) {
      const params = { offsetMs: Math.round(clockOffsetMs) }
      return [{ code: 'tsa.prober-clock-off', verdict: 'unknown', citation: LIMIT, params }]
    }
    const certain = ({ driftMs, boundMs }: { driftMs: number; boundMs: number }) => Math.abs(driftMs) - boundMs
    const worst = answers
      .flatMap(({ token }) => (token ? [token] : []))
      .sort((a, b) => certain(b) - certain(a))
      .at(0)
    if (!worst || certain(worst) <= warnDriftMs) return []
    const verdict = certain(worst) > failDriftMs ? 'fail' : 'warn'
    const params = {
      driftMs: Math.round(worst.driftMs),
      boundMs: Math.round(worst.boundMs),
      thresholdMs: verdict === 'fail' ? failDriftMs : warnDriftMs,
    }
    return [{ code: 'tsa.clock-drift', verdict, citation: LIMIT, params }]
  },
}

const serialsAreUnique: TsaCheck = {
  id: 'tsa.serials-are-unique',
  citation: RFC,
  run: ({ answers, previousSerials }) => {
    const seen = new Set(previousSerials)
    for (const { token } of answers) {
      if (!token) continue
      if (seen.has(token.serial)) {
        return [{ code: 'tsa.serial-reused', verdict: 'fail', citation: RFC, params: { serial: token.serial } }]
      }
      seen.add(token.serial)
    }
    return []
  },
}

const saysHowExact: TsaCheck = {
  id: 'tsa.states-its-accuracy',
  citation: RFC,
  run: ({ answers }, { maxAccuracyMs }) => {
    const tokens = answers.flatMap(({ token }) => (token ? [token] : []))
    if (tokens.some(({ accuracyMs }) => accuracyMs === undefined)) {
      return [{ code: 'tsa.accuracy-missing', verdict: 'warn', citation: RFC }]
    }
    const accuracyMs = Math.max(0, ...tokens.map((token) => token.accuracyMs ?? 0))
    const params = { accuracyMs, thresholdMs: maxAccuracyMs }
    return accuracyMs > maxAccuracyMs ? [{ code: 'tsa.accuracy-low', verdict: 'warn', citation: LIMIT, params }] : []
  },
}

const certificateLasts: TsaCheck = {
  id: 'tsa.certificate-lasts',
  citation: LIMIT,
  run: ({ at, answers }, { warnCertificateDays, failCertificateDays }) => {
    const first = answers
      .flatMap(({ certificate }) => (certificate && certificate.notAfter >= at ? [certificate] : []))
      .sort((a, b) => a.notAfter - b.notAfter)
      .at(0)
    const daysLeft = first ? Math.floor((first.notAfter - at) / DAY_MS) : Number.POSITIVE_INFINITY
    if (!first || daysLeft > warnCertificateDays) return []
    const verdict = daysLeft <= failCertificateDays ? 'fail' : 'warn'
    const params = {
      subject: first.subject,
      daysLeft,
      notAfter: new Date(first.notAfter).toISOString().slice(0, 10),
      thresholdDays: verdict === 'fail' ? failCertificateDays : warnCertificateDays,
    }
    return [{ code: 'tsa.certificate-expiring', verdict, citation: LIMIT, params }]
  },
}

const answersInTime: TsaCheck = {
  id: 'tsa.answers-in-time',
  citation: LIMIT,
  run: ({ answers }, { warnLatencyMs, failLatencyMs }) => {
    const latencyMs = Math.round(Math.max(0, ...answers.map((answer) => answer.latencyMs)))
    if (latencyMs <= warnLatencyMs) return []
    const verdict = latencyMs > failLatencyMs ? 'fail' : 'warn'
    const thresholdMs = verdict === 'fail' ? failLatencyMs : warnLatencyMs
    return [{ code: 'tsa.slow', verdict, citation: LIMIT, params: { latencyMs, thresholdMs } }]
  },
}

export const TSA_CHECKS: readonly TsaCheck[] = [
  tokensHold,
  clockIsRight,
  serialsAreUnique,
  saysHowExact,
  certificateLasts,
  answersInTime,
]
