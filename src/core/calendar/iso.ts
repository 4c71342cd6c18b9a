// Instants as reports write them (RFC 3339, UTC, milliseconds). A judgement writes the same few moments again and again.

import type { Instant } from '../verdict.ts'

const WRITTEN = new Map<Instant, string>()
const MAX_WRITTEN = 256

/** @throws RangeError for an instant no calendar has */
export function isoOf(instant: Instant): string {
  const known = WRITTEN.get(instant)
  if (known !== undefined) return known
  const text = new Date(instant).toISOString()
  if (WRITTEN.size >= MAX_WRITTEN) WRITTEN.clear()
  WRITTEN.set(instant, text)
  return text
}
