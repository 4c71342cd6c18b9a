// Puts the account at an ACME server under a new key (RFC 8555 §7.3.5): in two steps, so that a crash between them loses neither key.

import { and, eq } from 'drizzle-orm'
import { issuerConnections, issuerOrders } from '#db/schema/issuers.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ConnectionRow } from './connect.ts'
import { heldKey, openConnection } from './open.ts'

/** An account is signed for by this kind of key; every ACME server takes it. */
const ALGORITHM = 'p256'

/**
 * The old key is worth nothing afterwards. Asked again after a try whose end nobody saw, it goes on with the key made then.
 * @throws AppError `not-found`; `precondition` without an account, for a closed connection or while orders are open; as the connection
 */
export async function changeAccountKey(ctx: Ctx, id: string): Promise<void> {
  const { row, nextKeyId } = await begin(ctx, id)
  const next = await heldKey(ctx, nextKeyId, 'acme-account')
  const connection = await openConnection(ctx, row)
  if (!next || !connection.changeKey) throw new AppError('precondition', 'issuer.no-account', { name: row.name })
  await connection.changeKey(next)
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(issuerConnections)
      .set({ keyId: nextKeyId, nextKeyId: null })
      .where(and(eq(issuerConnections.id, id), eq(issuerConnections.nextKeyId, nextKeyId)))
    await recordAudit(tx, ctx, {
      action: 'issuer-connection.key-changed',
      object: { type: 'issuer-connection', id },
      detail: { name: row.name, before: row.keyId, after: nextKeyId },
    })
  })
}

/** The new key is sealed and named before the CA hears of it. */
async function begin(ctx: Ctx, id: string): Promise<{ row: ConnectionRow; nextKeyId: string }> {
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(issuerConnections).where(eq(issuerConnections.id, id)).for('update')
    if (!row) throw new AppError('not-found', 'issuer.connection-not-found')
    if (row.kind !== 'acme') throw new AppError('precondition', 'issuer.no-account', { name: row.name })
    if (row.state !== 'active') throw new AppError('precondition', 'issuer.connection-closed', { name: row.name })
    // A step under way signs with the old key.
    const [open] = await tx
      .select({ id: issuerOrders.id })
      .from(issuerOrders)
      .where(and(eq(issuerOrders.connectionId, id), eq(issuerOrders.state, 'working')))
      .limit(1)
    if (open) throw new AppError('precondition', 'issuer.orders-working')
    if (row.nextKeyId !== null) return { row, nextKeyId: row.nextKeyId }
    const made = await ctx.ports.keys.generate(tx, { algorithm: ALGORITHM, purpose: 'acme-account', now: ctx.now })
    await tx.update(issuerConnections).set({ nextKeyId: made.id }).where(eq(issuerConnections.id, id))
    await recordAudit(tx, ctx, {
      action: 'issuer-connection.key-change-begun',
      object: { type: 'issuer-connection', id },
      detail: { name: row.name, next: made.id },
    })
    return { row, nextKeyId: made.id }
  })
}
