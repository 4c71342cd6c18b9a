// What became of a credential and of its carrier, written down in the transaction that did it.

import { randomUUID } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { carrierHoldings, carriers, credentialEvents, credentials } from '#db/schema/credentials.ts'
import { lockAudit } from '#features/audit/index.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import { type CredentialState, mayBecome, STEPS } from './rules.ts'

export type Credential = typeof credentials.$inferSelect
export type CredentialEvent = typeof credentialEvents.$inferSelect

export function byWhom(actor: Actor): { actorId: string; actorName: string } {
  if (actor.type === 'account') return { actorId: actor.accountId, actorName: actor.name }
  const name = actor.type === 'system' ? actor.name : 'anonymous'
  return { actorId: name, actorName: name }
}

export async function tell(
  tx: Tx,
  { actor, now }: Ctx,
  credentialId: string,
  kind: CredentialEvent['kind'],
  detail: Record<string, string> = {},
): Promise<void> {
  await tx.insert(credentialEvents).values({ credentialId, at: now, kind, detail, ...byWhom(actor) })
}

/** Locked until the transaction ends, after the trail's turn. @throws AppError `not-found`, also for one of another district */
export async function lockedCredential(tx: Tx, id: string): Promise<Credential> {
  await lockAudit(tx)
  const [row] = await tx.select().from(credentials).where(eq(credentials.id, id)).for('update')
  if (!row) throw new AppError('not-found', 'credentials.unknown')
  return row
}

/** The credential goes to its next state. @throws AppError `precondition` where the table of steps has no such step */
export async function step(tx: Tx, { now }: Ctx, credential: Credential, to: CredentialState): Promise<void> {
  if (!mayBecome(credential.state, to))
    throw new AppError('precondition', 'credentials.step', { from: credential.state, to })
  // What was needed to write it is of no use once its key is at work, and nobody else's business.
  const envelope = to === 'active' || STEPS[to].length === 0 ? { envelope: null } : {}
  await tx
    .update(credentials)
    .set({ state: to, stateAt: now, ...envelope })
    .where(eq(credentials.id, credential.id))
}

export interface GivenCarrier {
  serial: string
  model: string
  kind: 'ukey' | 'software'
}

/** Before anything is issued for it. @throws AppError `conflict` for one that is in somebody else's hands */
export async function announceCarrier(tx: Tx, ctx: Ctx, given: GivenCarrier, staffId: string): Promise<string> {
  const { serial, model, kind } = given
  await lockAudit(tx)
  await tx
    .insert(carriers)
    .values({ id: randomUUID(), serial, model, kind, holderId: null, createdAt: ctx.now })
    .onConflictDoNothing()
  const [carrier] = await tx.select().from(carriers).where(eq(carriers.serial, serial)).for('update')
  if (!carrier) throw new Error('a carrier that was just written is gone')
  if (carrier.holderId !== null && carrier.holderId !== staffId)
    throw new AppError('conflict', 'credentials.carrier-held', { serial })
  return carrier.id
}

/** @throws AppError as `announceCarrier` */
export async function handOver(tx: Tx, ctx: Ctx, given: GivenCarrier, staffId: string): Promise<string> {
  const id = await announceCarrier(tx, ctx, given, staffId)
  await tx.update(carriers).set({ holderId: staffId }).where(eq(carriers.id, id))
  return id
}

export async function noteHolding(
  tx: Tx,
  { actor, now }: Ctx,
  { id, carrierId, districtId, staffId }: Pick<Credential, 'id' | 'carrierId' | 'districtId' | 'staffId'>,
  event: 'received' | 'returned',
): Promise<void> {
  const row = { carrierId, districtId, staffId, event, at: now, credentialId: id }
  await tx.insert(carrierHoldings).values({ ...row, ...byWhom(actor) })
}

/** Without any credential that still counts, the carrier is free for somebody else. */
export async function releaseCarrier(tx: Tx, ctx: Ctx, ended: Credential): Promise<void> {
  const held = (Object.keys(STEPS) as CredentialState[]).filter((state) => STEPS[state].length > 0)
  const [other] = await tx
    .select({ id: credentials.id })
    .from(credentials)
    .where(and(eq(credentials.carrierId, ended.carrierId), inArray(credentials.state, held)))
    .limit(1)
  if (other) return
  await tx.update(carriers).set({ holderId: null }).where(eq(carriers.id, ended.carrierId))
  await noteHolding(tx, ctx, ended, 'returned')
}
