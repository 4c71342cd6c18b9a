// 知识库: what solved a ticket once is kept for the next time, and found by the same reason or by words.

import { and, desc, eq, ilike, lt, ne, or } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { knowledgeEntries } from '#db/schema/tickets.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorOf, lockTicket, type TicketRow } from '../life/transition.ts'
import type { KnowledgeQuery } from './inputs.ts'

export type KnowledgeRow = typeof knowledgeEntries.$inferSelect

/** @throws AppError `precondition` unless the ticket is solved, `conflict` when it has its entry */
export async function keepKnowledge(ctx: Ctx, ticketId: number, title: string | undefined): Promise<KnowledgeRow> {
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const ticket = await lockTicket(tx, ticketId)
    const row = await insert(tx, ctx, ticket, title ?? ticket.titleZh)
    await recordAudit(tx, ctx, {
      action: 'knowledge.kept',
      object: { type: 'knowledge', id: String(row.id) },
      detail: { ticket: ticket.number, title: row.title },
    })
    return row
  })
}

async function insert(tx: Tx, ctx: Ctx, ticket: TicketRow, title: string): Promise<KnowledgeRow> {
  const { phenomenon, cause, resolution } = ticket
  if (ticket.state === 'open' || phenomenon === null || cause === null || resolution === null)
    throw new AppError('precondition', 'knowledge.ticket-not-solved', { number: ticket.number })
  const [row] = await tx
    .insert(knowledgeEntries)
    .values({
      ...{ title, phenomenon, cause, resolution },
      ticketId: ticket.id,
      code: ticket.code,
      writtenBy: actorOf(ctx.actor).name,
      writtenAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new AppError('conflict', 'knowledge.kept-already', { number: ticket.number })
  return row
}

export async function listKnowledge(
  ctx: Ctx,
  { q, code, notTicket, cursor, limit }: KnowledgeQuery,
): Promise<{ items: KnowledgeRow[]; nextCursor: string | null }> {
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : undefined
  const { title, phenomenon, cause, resolution } = knowledgeEntries
  const rows = await ctx.db
    .select()
    .from(knowledgeEntries)
    .where(
      and(
        like === undefined ? undefined : or(...[title, phenomenon, cause, resolution].map((one) => ilike(one, like))),
        code === undefined ? undefined : eq(knowledgeEntries.code, code),
        notTicket === undefined ? undefined : ne(knowledgeEntries.ticketId, notTicket),
        cursor === undefined ? undefined : lt(knowledgeEntries.id, cursor),
      ),
    )
    .orderBy(desc(knowledgeEntries.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null }
}
