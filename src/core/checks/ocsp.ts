// Whether an OCSP responder tells the truth about certificates whose standing we know: one good, one revoked, one never issued
// (RFC 6960 §2.2, §3.2, §4.2.2). Whether an answer may be believed is decided by revocation/judge-ocsp.ts.

import type { OcspJudgement } from '../revocation/judge-ocsp.ts'
import type { OcspResponseStatus } from '../revocation/ocsp.ts'
import type { Instant } from '../verdict.ts'
import type { Check, ProbeVerdict, Reason } from './check.ts'

export type Canary = 'good' | 'revoked' | 'never-issued'

export interface CanaryAnswer {
  canary: Canary
  /** Lower-case hex. */
  serial: string
  status: OcspResponseStatus
  judged: OcspJudgement
  latencyMs: number
}

export interface OcspEvidence {
  at: Instant
  answers: readonly CanaryAnswer[]
}

export interface OcspThresholds {
  warnRemainingPercent: number
  warnLatencyMs: number
  failLatencyMs: number
  /** Policy asks for a nonce: an answer without one is a warning. */
  wantsNonce: boolean
}

type OcspCheck = Check<OcspEvidence, OcspThresholds>

const LIMIT = '运维默认阈值'

/** What the judge refuses → what the operator is told. */
const CODES: Readonly<Record<string, string>> = {
  'ocsp.not-successful': 'ocsp.error-status',
  'ocsp.stale': 'ocsp.response-stale',
  'ocsp.not-yet-valid': 'ocsp.not-yet-valid',
  'ocsp.responder-not-authorised': 'ocsp.signer-not-authorised',
  'ocsp.responder-not-found': 'ocsp.signer-not-authorised',
  'ocsp.signature-invalid': 'ocsp.signature-invalid',
  'ocsp.algorithm-unsupported': 'ocsp.signature-invalid',
  'ocsp.nonce-mismatch': 'ocsp.nonce-mismatch',
}

/** The same refusal for several canaries is one reason that names them all. */
const answersAreBelievable: OcspCheck = {
  id: 'ocsp.answers-may-be-believed',
  citation: 'RFC 6960 §3.2',
  run: ({ answers }) => {
    const reasons = new Map<string, { reason: Reason; canaries: string[] }>()
    for (const { canary, judged } of answers) {
      for (const { code: found, effect, clause, params = {} } of judged.findings) {
        if (effect !== 'fatal') continue
        const code = CODES[found] ?? 'ocsp.response-malformed'
        const told = {
          problem: params.because ?? found,
          signer: params.responder ?? '',
          nextUpdate: params.until ?? '',
          ...params,
        }
        const known = reasons.get(code)
        if (known) known.canaries.push(canary)
        else
          reasons.set(code, { reason: { code, verdict: 'fail', citation: clause, params: told }, canaries: [canary] })
      }
    }
    return [...reasons.values()].map(({ reason, canaries }) => ({
      ...reason,
      params: { ...reason.params, canary: canaries.join(', ') },
    }))
  },
}

function statusOf({ judged }: CanaryAnswer): string {
  return judged.single?.certStatus.status ?? 'none'
}

function statusRule(canary: Canary, id: string, codes: Readonly<Record<string, string>>): OcspCheck {
  const citation = 'RFC 6960 §2.2'
  return {
    id,
    citation,
    run: ({ answers }) =>
      answers.flatMap((answer): Reason[] => {
        const status = statusOf(answer)
        const code = answer.canary === canary ? codes[status] : undefined
        return code ? [{ code, verdict: 'fail', citation, params: { serial: answer.serial, status } }] : []
      }),
  }
}

const lastsLongEnough: OcspCheck = {
  id: 'ocsp.answers-last-long-enough',
  citation: LIMIT,
  run: ({ at, answers }, { warnRemainingPercent }) => {
    const remaining = answers.flatMap(({ judged: { single } }) => {
      if (single?.nextUpdate === undefined || single.nextUpdate < at) return []
      const percent = (100 * (single.nextUpdate - at)) / Math.max(1, single.nextUpdate - single.thisUpdate)
      return [{ percent, nextUpdate: single.nextUpdate }]
    })
    const shortest = remaining.sort((a, b) => a.percent - b.percent)[0]
    if (!shortest || shortest.percent >= warnRemainingPercent) return []
    const params = {
      remainingPercent: Math.round(shortest.percent),
      nextUpdate: new Date(shortest.nextUpdate).toISOString(),
      thresholdPercent: warnRemainingPercent,
    }
    return [{ code: 'ocsp.expiring-soon', verdict: 'warn', citation: LIMIT, params }]
  },
}

const saysHowLong: OcspCheck = {
  id: 'ocsp.answers-say-how-long',
  citation: 'RFC 6960 §4.2.2.1',
  run: ({ answers }) => {
    const open = answers.filter(({ judged: { single } }) => single && single.nextUpdate === undefined)
    if (open.length === 0) return []
    const params = { canary: open.map(({ canary }) => canary).join(', ') }
    return [{ code: 'ocsp.next-update-missing', verdict: 'warn', citation: 'RFC 6960 §4.2.2.1', params }]
  },
}

const echoesNonce: OcspCheck = {
  id: 'ocsp.nonce-is-echoed',
  citation: 'RFC 8954 §2.1',
  run: ({ answers }, { wantsNonce }) => {
    const missing = answers.filter(({ judged }) => judged.findings.some(({ code }) => code === 'ocsp.nonce-missing'))
    if (!wantsNonce || missing.length === 0) return []
    const params = { canary: missing.map(({ canary }) => canary).join(', ') }
    return [{ code: 'ocsp.nonce-missing', verdict: 'warn', citation: 'RFC 8954 §2.1', params }]
  },
}

const answersInTime: OcspCheck = {
  id: 'ocsp.answers-in-time',
  citation: LIMIT,
  run: ({ answers }, { warnLatencyMs, failLatencyMs }) => {
    const latencyMs = Math.round(Math.max(0, ...answers.map((answer) => answer.latencyMs)))
    if (latencyMs <= warnLatencyMs) return []
    const verdict: Exclude<ProbeVerdict, 'pass'> = latencyMs > failLatencyMs ? 'fail' : 'warn'
    const params = { latencyMs, thresholdMs: verdict === 'fail' ? failLatencyMs : warnLatencyMs }
    return [{ code: 'ocsp.slow', verdict, citation: LIMIT, params }]
  },
}

export const OCSP_CHECKS: readonly OcspCheck[] = [
  answersAreBelievable,
  statusRule('good', 'ocsp.good-is-good', {
    revoked: 'ocsp.good-canary-not-good',
    unknown: 'ocsp.good-canary-not-good',
  }),
  statusRule('revoked', 'ocsp.revoked-is-revoked', {
    good: 'ocsp.revoked-canary-good',
    unknown: 'ocsp.revoked-canary-unknown',
  }),
  statusRule('never-issued', 'ocsp.never-issued-is-not-good', { good: 'ocsp.never-issued-good' }),
  lastsLongEnough,
  saysHowLong,
  echoesNonce,
  answersInTime,
]
