// Whether an RA and its CA issue what they should, and whether a revocation becomes visible
// (RFC 5280 §4.1.2.2, §4.2.1.3, §4.2.1.12; serial entropy as in CA/B Forum BR §7.1, clause unverified).

import type { Instant } from '../verdict.ts'
import type { Check, Reason } from './check.ts'

export interface IssuedCertificate {
  hasOurKey: boolean
  /** Codes of what the path check refuses. */
  pathProblems: readonly string[]
  /** Names as in RFC 5280; `undefined`: the extension is missing. */
  usages: readonly string[] | undefined
  /** Dotted OIDs. */
  purposes: readonly string[] | undefined
  serialBytes: number
  notBefore: Instant
}

export interface RaEvidence {
  at: Instant
  /** What the RA said instead of a certificate. */
  refusal?: string
  issued?: IssuedCertificate
  issuanceMs: number
  /** What was said instead of a revocation. */
  revocationRefusal?: string
  /** What OCSP says after the revocation, and how long we waited. */
  seen?: { serial: string; status: string; waitedMs: number }
}

export interface RaThresholds {
  expectUsages: readonly string[]
  expectPurposes: readonly string[]
  minSerialBytes: number
  warnLatencyMs: number
  failLatencyMs: number
}

type RaCheck = Check<RaEvidence, RaThresholds>

const LIMIT = '运维默认阈值'
const PROFILE = 'RFC 5280 §4.2.1'
/** A notBefore further ahead is a clock that is wrong. */
const SKEW_MS = 5 * 60_000

function sameSet(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a !== undefined && a.length === b.length && b.every((one) => a.includes(one))
}

function profileProblems(issued: IssuedCertificate, at: Instant, limits: RaThresholds): string[] {
  const { hasOurKey, pathProblems, usages, purposes, serialBytes, notBefore } = issued
  return [
    ...(hasOurKey ? [] : ['public key']),
    ...pathProblems,
    ...(sameSet(usages, limits.expectUsages) ? [] : [`keyUsage ${usages?.join('+') ?? '-'}`]),
    ...(sameSet(purposes, limits.expectPurposes) ? [] : [`extKeyUsage ${purposes?.join('+') ?? '-'}`]),
    ...(serialBytes >= limits.minSerialBytes ? [] : [`serial ${serialBytes} bytes`]),
    ...(notBefore <= at + SKEW_MS ? [] : [`notBefore ${new Date(notBefore).toISOString()}`]),
  ]
}

export const RA_CHECKS: readonly RaCheck[] = [
  {
    id: 'ra.issues',
    citation: LIMIT,
    run: ({ refusal }) =>
      refusal === undefined
        ? []
        : [{ code: 'ra.issuance-failed', verdict: 'fail', citation: LIMIT, params: { problem: refusal } }],
  },
  {
    id: 'ra.follows-the-profile',
    citation: PROFILE,
    run: ({ issued, at }, limits): Reason[] => {
      const problems = issued ? profileProblems(issued, at, limits) : []
      if (problems.length === 0) return []
      return [
        { code: 'ra.wrong-profile', verdict: 'fail', citation: PROFILE, params: { problem: problems.join('; ') } },
      ]
    },
  },
  {
    id: 'ra.issues-in-time',
    citation: LIMIT,
    appliesTo: ({ issued }) => issued !== undefined,
    run: ({ issuanceMs }, { warnLatencyMs, failLatencyMs }) => {
      if (issuanceMs <= warnLatencyMs) return []
      const verdict = issuanceMs > failLatencyMs ? 'fail' : 'warn'
      const thresholdMs = verdict === 'fail' ? failLatencyMs : warnLatencyMs
      return [{ code: 'ra.slow', verdict, citation: LIMIT, params: { latencyMs: Math.round(issuanceMs), thresholdMs } }]
    },
  },
  {
    id: 'ra.revokes',
    citation: LIMIT,
    run: ({ revocationRefusal }) =>
      revocationRefusal === undefined
        ? []
        : [{ code: 'ra.revocation-failed', verdict: 'fail', citation: LIMIT, params: { problem: revocationRefusal } }],
  },
  {
    id: 'ra.revocation-becomes-visible',
    citation: 'RFC 6960 §2.2',
    run: ({ seen }) =>
      seen === undefined || seen.status === 'revoked'
        ? []
        : [{ code: 'ra.revocation-not-visible', verdict: 'fail', citation: 'RFC 6960 §2.2', params: { ...seen } }],
  },
]
