// Who hears of a ticket's transition. Everything told here is told in the transition's own transaction: it happened and was told, or neither.
// A slice that tickets may import (notices) is called from this function; nothing else announces tickets.

import type { Tx } from '#db/database.ts'
import type { tickets } from '#db/schema/tickets.ts'
import type { Ctx } from '#src/context.ts'
import type { TicketEvent } from './rules.ts'

export interface ToldTransition {
  /** As it is after the transition. */
  ticket: typeof tickets.$inferSelect
  event: TicketEvent
  /** Name of the person or the job. */
  by: string
  detail: Readonly<Record<string, unknown>>
}

/** Nobody listens yet: the outbox of notices joins here. */
export async function tellTransition(
  _tx: Tx,
  _ctx: Pick<Ctx, 'actor' | 'now' | 'requestId'>,
  _told: ToldTransition,
): Promise<void> {}
