// Pure rules of orders: how long one is pursued, when a failed step is tried again, which errors are worth it.

import type { Instant } from '#core/verdict.ts'
import type { AppError, AppErrorKind } from '#src/context.ts'
import type { IssuerKind } from '#src/issuing-ports.ts'

const HOUR_MS = 3_600_000
/** From placing an order to giving it up. People and couriers take days. */
const PURSUED_MS: Record<IssuerKind, number> = { acme: 72 * HOUR_MS, cmp: 72 * HOUR_MS, manual: 60 * 24 * HOUR_MS }

export function deadlineOf(kind: IssuerKind, now: Instant): Instant {
  return now + PURSUED_MS[kind]
}

/** Longer than any step: every request in it has its own limit. */
export const STEP_LEASE_MS = 10 * 60_000

const FIRST_RETRY_MS = 30_000
const LAST_RETRY_MS = 2 * HOUR_MS

/** Doubling, unless the CA named a time. @param failures in a row, this one included */
export function retryAt(now: Instant, failures: number, retryAfterMs?: number): Instant {
  const ownMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(20, failures - 1))
  return now + Math.max(ownMs, retryAfterMs ?? 0)
}

const WORTH_ANOTHER_TRY: readonly AppErrorKind[] = ['unavailable', 'limit']

export function isWorthAnotherTry({ kind }: AppError): boolean {
  return WORTH_ANOTHER_TRY.includes(kind)
}

/** How long a file of http-01 is worth showing. */
export const PROOF_LIFE_MS = 7 * 24 * HOUR_MS
