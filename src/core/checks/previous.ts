// What a probe needs of its last result to notice that something went backwards, changed under the same number, or vanished.

import type { ProbeResult } from './probe-result.ts'

/** `settings.previous` for the next run; `undefined` where a kind has no memory or the last run saw nothing. */
export function previousOf(
  last: Pick<ProbeResult, 'kind' | 'measured' | 'evidence'>,
): Readonly<Record<string, unknown>> | undefined {
  const { kind, measured, evidence } = last
  if (kind === 'crl' && typeof measured.sha256 === 'string') {
    const list = evidence.find(({ name, truncated }) => name === 'crl' && !truncated)
    return {
      sha256: measured.sha256,
      ...(typeof measured.number === 'string' ? { number: measured.number } : {}),
      ...(list ? { crl: list.base64 } : {}),
    }
  }
  if (kind === 'tsa' && typeof measured.serials === 'string') return { serials: measured.serials.split(' ') }
  return undefined
}
