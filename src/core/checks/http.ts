// Whether a page answers as agreed: status, time, and a piece of text that only the healthy page shows.

import type { Check } from './check.ts'

export interface HttpEvidence {
  url: string
  status: number
  latencyMs: number
  /** Absent when no text was asked for. */
  containsText?: boolean
}

export interface HttpThresholds {
  expectStatus: readonly number[]
  warnLatencyMs: number
  failLatencyMs: number
}

const CITATION = '运维默认阈值'

export const HTTP_CHECKS: readonly Check<HttpEvidence, HttpThresholds>[] = [
  {
    id: 'http.status-as-agreed',
    citation: 'RFC 9110 §15',
    run: ({ status }, { expectStatus }) =>
      expectStatus.includes(status) ? [] : [unexpectedStatus(status, expectStatus.join('/'))],
  },
  {
    id: 'http.answers-in-time',
    citation: CITATION,
    run: ({ latencyMs }, { warnLatencyMs, failLatencyMs }) => {
      if (latencyMs <= warnLatencyMs) return []
      const isFailed = latencyMs > failLatencyMs
      const params = { latencyMs: Math.round(latencyMs), thresholdMs: isFailed ? failLatencyMs : warnLatencyMs }
      return [{ code: 'http.slow', verdict: isFailed ? 'fail' : 'warn', citation: CITATION, params }]
    },
  },
  {
    id: 'http.shows-expected-text',
    citation: CITATION,
    appliesTo: ({ containsText }) => containsText !== undefined,
    run: ({ containsText, url }) =>
      containsText ? [] : [{ code: 'http.text-missing', verdict: 'fail', citation: CITATION, params: { url } }],
  },
]

/** The reason every kind that speaks HTTP gives for a status it cannot use. */
export function unexpectedStatus(status: number, expected: string) {
  return {
    code: 'http.status-unexpected',
    verdict: 'fail',
    citation: 'RFC 9110 §15',
    params: { status, expected },
  } as const
}
