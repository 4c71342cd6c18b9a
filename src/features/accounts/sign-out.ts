import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '#db/schema/accounts.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'

/** Ends the session of the request. Again, or without one: nothing happens. */
export async function signOut(ctx: Ctx): Promise<void> {
  const { actor, now } = ctx
  if (actor.type !== 'account') return
  await ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ endedAt: now })
      .where(and(eq(sessions.id, actor.sessionId), isNull(sessions.endedAt)))
      .returning({ id: sessions.id })
    if (ended.length > 0)
      await recordAudit(tx, ctx, { action: 'session.closed', object: { type: 'account', id: actor.accountId } })
  })
}
