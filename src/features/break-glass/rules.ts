// When an emergency begins and ends, without a database. The database holds the same (guards.sql).

import type { Instant } from '#core/verdict.ts'
import type { breakGlassOpenings, breakGlassSets } from '#db/schema/break-glass.ts'

export type SetRow = typeof breakGlassSets.$inferSelect
export type OpeningRow = typeof breakGlassOpenings.$inferSelect

/** From the first half to the second. */
export const HALVES_WITHIN_MS = 10 * 60_000
/** From the second half on. */
export const EMERGENCY_MS = 30 * 60_000
/** Wrong halves of one account within so long before it has to wait. Others are not kept waiting: nobody may shut this way on purpose. */
export const MAX_FAILURES = 5
export const REST_MS = 15 * 60_000

/** `waiting`: for the other half. `open`: one thing may be passed. `passed`: it has been. `lapsed`: neither in time. */
export type OpeningState = 'waiting' | 'open' | 'passed' | 'lapsed'

export function openingState(opening: OpeningRow, now: Instant): OpeningState {
  if (opening.approvalId !== null) return 'passed'
  if (opening.expiresAt !== null) return now < opening.expiresAt ? 'open' : 'lapsed'
  return now < opening.enteredAt + HALVES_WITHIN_MS ? 'waiting' : 'lapsed'
}

/** As people type it: spaces, case and kinds of dashes do not matter. */
export function typedHalf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s‐-―－]+/g, '-')
}
