// What a slice that needs a second person says about it: who may ask, who may decide, what exactly will happen, and how it is done.

import type { z } from '@hono/zod-openapi'
import type { Params } from '#core/messages/fill.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import type { Ctx, Role } from '#src/context.ts'

/** A line of what will happen: a message code with what it is filled with. */
export interface Line {
  code: string
  params?: Params
}

/** What was approved, as an effect is given it. */
export interface Approved<R> {
  id: string
  request: R
  reason: string
  sealedId: string | null
  requested: { accountId: string; personId: string; name: string }
}

export interface Performed {
  /** Ids and digests; kept, and shown to everybody who may see the approval. Never a secret. */
  outcome: Record<string, unknown>
  /** For the eyes of who approved, in the answer to the approval and nowhere else. */
  handOver?: Record<string, string>
}

/**
 * `on-approval`: in the transaction of the approval, both or neither. `after-approval`: reaches outside; begun at most once, and what came
 * of it is written down. `on-use`: who asked uses it once, within the time given (`takeApproval`).
 */
export type Effect<R> =
  | { when: 'on-approval'; perform(tx: Tx, ctx: Ctx, approved: Approved<R>): Promise<Performed> }
  | { when: 'after-approval'; perform(ctx: Ctx, approved: Approved<R>): Promise<Performed> }
  | { when: 'on-use'; withinMs: number }

export interface ApprovalKind<R> {
  /** Stable; its title is the message `approvals.kind.<id>`. */
  id: string
  requesters: readonly Role[]
  deciders: readonly Role[]
  /** How long it can be decided. */
  lifetimeMs: number
  /** What a request holds; what the database kept is read through it again. */
  request: z.ZodType<R>
  /** Pure: what the second person is shown comes from the request alone, and is what will be done. */
  describe(request: R): Line[]
  /** The person it is about, who does not decide their own case; none where it is about a thing. */
  concerns?(request: R): string | undefined
  /** Whether one person may pass it alone in an emergency (break-glass). Absent: never. */
  isForEmergencies?(request: R): boolean
  effect: Effect<R>
}

export type Kinds = readonly ApprovalKind<unknown>[]

const DAY_MS = 24 * 3_600_000
/** What was right two weeks ago is asked for again. */
export const LIFETIME_MS = 14 * DAY_MS

/** Whether it is too late for something that is still open. */
export function isPast(end: Instant | null, now: Instant): boolean {
  return end !== null && end <= now
}
