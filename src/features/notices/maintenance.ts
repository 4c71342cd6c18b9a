// 维护窗口: planned by people, told to nobody; probing and the countdown of expiries go on.

import { randomUUID } from 'node:crypto'
import { desc, eq } from 'drizzle-orm'
import { maintenanceWindows } from '#db/schema/notices.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { nameOf } from './channels.ts'
import type { MaintenanceInput } from './inputs.ts'

/** @throws AppError `bad-input` for a window that ends before it begins, or has passed */
export async function planMaintenance(ctx: Ctx, input: MaintenanceInput): Promise<{ id: string }> {
  const { systems, reason } = input
  const [from, to] = [Date.parse(input.from), Date.parse(input.to)]
  if (to <= from || to <= ctx.now) throw new AppError('bad-input', 'notices.window-backwards')
  const id = randomUUID()
  await ctx.db.transaction(async (tx) => {
    const by = nameOf(ctx.actor)
    await tx.insert(maintenanceWindows).values({ id, from, to, systems, reason, createdBy: by, createdAt: ctx.now })
    await recordAudit(tx, ctx, {
      action: 'maintenance.planned',
      object: { type: 'maintenance', id },
      detail: { from, to, systems, reason },
    })
  })
  return { id }
}

/** From now on everything is told again; a window that has not begun never holds. @throws AppError `not-found`, `precondition` when it is over */
export async function endMaintenance(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [window] = await tx.select().from(maintenanceWindows).where(eq(maintenanceWindows.id, id)).for('update')
    if (!window) throw new AppError('not-found', 'notices.window-not-found')
    if (window.to <= ctx.now) throw new AppError('precondition', 'notices.window-over')
    const to = Math.max(window.from, ctx.now)
    await tx
      .update(maintenanceWindows)
      .set({ to, endedBy: nameOf(ctx.actor) })
      .where(eq(maintenanceWindows.id, id))
    await recordAudit(tx, ctx, {
      action: 'maintenance.ended',
      object: { type: 'maintenance', id },
      detail: { planned: window.to, to },
    })
  })
}

/** Latest first. */
export async function listMaintenance(ctx: Ctx): Promise<(typeof maintenanceWindows.$inferSelect)[]> {
  return ctx.db.select().from(maintenanceWindows).orderBy(desc(maintenanceWindows.from)).limit(200)
}
