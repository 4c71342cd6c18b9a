// Whether a CRL distribution point serves the list its CA meant: signed, current, moving forwards, and holding what it must
// (RFC 5280 §5.1.2, §5.2.3, §6.3.3). Whether the list may be believed is decided by revocation/judge-crl.ts.

import type { CrlJudgement } from '../revocation/judge-crl.ts'
import type { Instant } from '../verdict.ts'
import type { Check, Reason } from './check.ts'

export interface CrlObservation {
  /** Decimal; absent when the list has none. */
  number?: string | undefined
  /** SHA-256 of the DER, lower-case hex. */
  sha256: string
}

export interface CrlEvidence extends CrlObservation {
  at: Instant
  issuer: string
  thisUpdate: Instant
  nextUpdate?: Instant
  judged: CrlJudgement
  /** Serials (hex) we know to be revoked and unexpired that the list does not hold. */
  missingCanaries: readonly string[]
  previous?: CrlObservation
  /** Serials (hex) of the previous list that are gone; how many it had. */
  vanished: readonly string[]
  previousCount: number
  /** Of `vanished`: those we know to be unexpired. */
  vanishedKnown: readonly string[]
}

export interface CrlThresholds {
  warnRemainingPercent: number
  warnRemainingHours: number
  /** CAs drop expired certificates; losing more than this share at once is not housekeeping. */
  warnVanishedPercent: number
}

type CrlCheck = Check<CrlEvidence, CrlThresholds>

const LIMIT = '运维默认阈值'
const NUMBER = 'RFC 5280 §5.2.3'
const HOUR_MS = 3_600_000

const CODES: Readonly<Record<string, string>> = {
  'crl.stale': 'crl.expired',
  'crl.not-yet-valid': 'crl.not-yet-valid',
  'crl.next-update-missing': 'crl.next-update-missing',
  'crl.signature-invalid': 'crl.signature-invalid',
  'crl.algorithm-unsupported': 'crl.signature-invalid',
  'crl.signer-may-not-sign': 'crl.signature-invalid',
  'crl.signer-not-found': 'crl.issuer-differs',
}

const mayBeBelieved: CrlCheck = {
  id: 'crl.may-be-believed',
  citation: 'RFC 5280 §6.3.3',
  run: ({ judged, issuer, thisUpdate }) =>
    judged.findings.flatMap(({ code: found, effect, clause, params = {} }): Reason[] => {
      const code = CODES[found] ?? (effect === 'fatal' ? 'crl.response-malformed' : undefined)
      if (!code) return []
      const told = { issuer, problem: found, thisUpdate: new Date(thisUpdate).toISOString(), ...params }
      return [{ code, verdict: 'fail', citation: clause, params: told }]
    }),
}

const lastsLongEnough: CrlCheck = {
  id: 'crl.lasts-long-enough',
  citation: LIMIT,
  run: ({ at, thisUpdate, nextUpdate }, { warnRemainingPercent, warnRemainingHours }) => {
    if (nextUpdate === undefined || nextUpdate < at) return []
    const remainingMs = nextUpdate - at
    const share = (100 * remainingMs) / Math.max(1, nextUpdate - thisUpdate)
    // A list that only ever lives some hours is not near its end because fewer hours are left than for a long-lived one.
    const isShortLived = nextUpdate - thisUpdate <= 2 * warnRemainingHours * HOUR_MS
    const isNear = share < warnRemainingPercent || (!isShortLived && remainingMs < warnRemainingHours * HOUR_MS)
    if (!isNear) return []
    const remainingHours = Math.round((10 * remainingMs) / HOUR_MS) / 10
    const params = { remainingHours, nextUpdate: new Date(nextUpdate).toISOString() }
    return [{ code: 'crl.expiring-soon', verdict: 'warn', citation: LIMIT, params }]
  },
}

const hasNumber: CrlCheck = {
  id: 'crl.has-a-number',
  citation: NUMBER,
  run: ({ number }) =>
    number === undefined ? [{ code: 'crl.number-missing', verdict: 'warn', citation: NUMBER }] : [],
}

const movesForwards: CrlCheck = {
  id: 'crl.number-moves-forwards',
  citation: NUMBER,
  run: ({ number, sha256, previous }) => {
    if (number === undefined || previous?.number === undefined) return []
    const params = { number, previousNumber: previous.number }
    if (BigInt(number) < BigInt(previous.number)) {
      return [{ code: 'crl.number-decreased', verdict: 'fail', citation: NUMBER, params }]
    }
    const isOther = number === previous.number && sha256 !== previous.sha256
    return isOther ? [{ code: 'crl.same-number-different', verdict: 'fail', citation: NUMBER, params }] : []
  },
}

const keepsSerials: CrlCheck = {
  id: 'crl.keeps-its-serials',
  citation: 'RFC 5280 §3.3',
  run: ({ vanished, vanishedKnown, previousCount }, { warnVanishedPercent }) => {
    const share = (100 * vanished.length) / Math.max(1, previousCount)
    const isMass = vanished.length > 10 && share > warnVanishedPercent
    if (vanishedKnown.length === 0 && !isMass) return []
    const shown = vanishedKnown.length > 0 ? vanishedKnown : vanished
    const params = { count: shown.length, serials: shown.slice(0, 5).join(', ') }
    const verdict = vanishedKnown.length > 0 ? 'fail' : 'warn'
    return [{ code: 'crl.serial-vanished', verdict, citation: 'RFC 5280 §3.3', params }]
  },
}

const holdsCanaries: CrlCheck = {
  id: 'crl.holds-the-revoked-canary',
  citation: 'RFC 5280 §3.3',
  run: ({ missingCanaries }) =>
    missingCanaries.map((serial) => ({
      code: 'crl.revoked-canary-missing',
      verdict: 'fail',
      citation: 'RFC 5280 §3.3',
      params: { serial },
    })),
}

export const CRL_CHECKS: readonly CrlCheck[] = [
  mayBeBelieved,
  lastsLongEnough,
  hasNumber,
  movesForwards,
  keepsSerials,
  holdsCanaries,
]
