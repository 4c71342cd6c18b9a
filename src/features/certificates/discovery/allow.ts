// An administrator says where certificates may be looked for. Nothing is searched that no line allows.

import { randomUUID } from 'node:crypto'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { parseRange } from '#core/network/range.ts'
import { discoveryAllowances } from '#db/schema/discovery.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import type { AllowDiscovery } from './inputs.ts'
import { directoryScope } from './rules.ts'

export type AllowanceRow = typeof discoveryAllowances.$inferSelect

/** @throws AppError `bad-input` for a scope that cannot be read, `conflict` for one that is allowed already */
export async function allowDiscovery(ctx: Ctx, input: AllowDiscovery): Promise<AllowanceRow> {
  const { kind, scope, ports } = input
  if (kind === 'network' && !parseRange(scope))
    throw new AppError('bad-input', 'discovery.network-malformed', { scope })
  if (kind === 'network' && ports.length === 0) throw new AppError('bad-input', 'discovery.no-port')
  if (kind === 'directory' && !directoryScope(scope, [{ kind, scope, ports }]).ok)
    throw new AppError('bad-input', 'discovery.path-malformed', { scope })
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(discoveryAllowances)
      .values({ ...input, id: randomUUID(), createdBy: actorId(ctx.actor), createdAt: ctx.now })
      .onConflictDoNothing()
      .returning()
    if (!row) throw new AppError('conflict', 'discovery.already-allowed')
    await recordAudit(tx, ctx, {
      action: 'discovery.allowed',
      object: { type: 'discovery-allowance', id: row.id },
      detail: { ...input },
    })
    return row
  })
}

/** @throws AppError `not-found` */
export async function disallowDiscovery(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(discoveryAllowances)
      .set({ removedAt: ctx.now })
      .where(and(eq(discoveryAllowances.id, id), isNull(discoveryAllowances.removedAt)))
      .returning()
    if (!row) throw new AppError('not-found', 'discovery.allowance-not-found')
    await recordAudit(tx, ctx, {
      action: 'discovery.disallowed',
      object: { type: 'discovery-allowance', id },
      detail: { kind: row.kind, scope: row.scope },
    })
  })
}

export function allowances({ db }: Pick<Ctx, 'db'>): Promise<AllowanceRow[]> {
  return db
    .select()
    .from(discoveryAllowances)
    .where(isNull(discoveryAllowances.removedAt))
    .orderBy(asc(discoveryAllowances.createdAt), asc(discoveryAllowances.id))
}
