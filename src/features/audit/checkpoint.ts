// Signs the end of the trail once a minute while rows come, or after a thousand of them. Nothing is signed that does not continue the
// trail as it was signed before.

import { desc, eq } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { auditCheckpoints, auditLog } from '#db/schema/audit.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { VaultKey } from '#src/ports.ts'
import { type Checkpoint, type CheckpointKey, fingerprintOf, signedText } from './checkpoint-rules.ts'
import { recordAudit } from './record.ts'
import { GENESIS } from './rules.ts'
import { verifyTail } from './verify.ts'

export const CHECKPOINT_EVERY_MS = 60_000
export const CHECKPOINT_EVERY_ROWS = 1_000

const PURPOSE = 'audit-checkpoint'

/** The newest one; `undefined` before the first. */
export async function lastCheckpoint(db: Db | Tx): Promise<Checkpoint | undefined> {
  const [last] = await db.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.seq)).limit(1)
  return last
}

export async function lastRow(db: Db | Tx) {
  const { seq, hash, hashAlgorithm } = auditLog
  const [last] = await db.select({ seq, hash, hashAlgorithm }).from(auditLog).orderBy(desc(seq)).limit(1)
  return last
}

/** Due by time or by rows; never for a trail that has not grown. */
export function isDue(last: { seq: number; at: Instant } | undefined, head: number, now: Instant): boolean {
  const { seq, at } = last ?? { seq: 0, at: Number.NEGATIVE_INFINITY }
  // A clock that was set back is no reason to wait.
  return head > seq && (head - seq >= CHECKPOINT_EVERY_ROWS || Math.abs(now - at) >= CHECKPOINT_EVERY_MS)
}

/** Signs the end of the trail when it is due. Safe on several instances at once. */
export async function checkpointAudit(ctx: Ctx): Promise<Checkpoint | undefined> {
  const [last, head] = [await lastCheckpoint(ctx.db), await lastRow(ctx.db)]
  return head && isDue(last, head.seq, ctx.now) ? signHead(ctx) : undefined
}

/**
 * Signs the end of the trail now, unless it is signed already.
 * @throws AppError `precondition` when the rows since the last checkpoint are not what was written, and as `KeyVault.sign`
 */
export async function signHead(ctx: Ctx): Promise<Checkpoint | undefined> {
  const key = await checkpointKey(ctx)
  const last = await lastCheckpoint(ctx.db)
  // More rows than fit into one look are signed in steps.
  const tail = await verifyTail(ctx.db, last ?? { seq: 0, hash: GENESIS }, 20 * CHECKPOINT_EVERY_ROWS)
  if (!tail.isIntact) throw new AppError('precondition', 'audit.trail-broken', { seq: tail.broken?.seq ?? 0 })
  const { seq, hash } = tail.head
  if (seq === (last?.seq ?? 0)) return last
  const [row] = await ctx.db
    .select({ hashAlgorithm: auditLog.hashAlgorithm })
    .from(auditLog)
    .where(eq(auditLog.seq, seq))
  if (!row) throw new AppError('precondition', 'audit.trail-broken', { seq })
  const { publicKey } = key
  const content = { seq, hash, ...row, at: ctx.now, keyAlgorithm: key.algorithm as CheckpointKey, publicKey }
  const signature = await ctx.ports.keys.sign(ctx.db, key.id, PURPOSE, signedText(content))
  const checkpoint = { ...content, signature }
  // Another instance may have been faster with the same end.
  await ctx.db
    .insert(auditCheckpoints)
    .values({ ...checkpoint, keyId: key.id })
    .onConflictDoNothing()
  return checkpoint
}

/**
 * Signs what leaves the service by courier, with the key whose fingerprint people know from the audit page.
 * @param content names in its first line what it is, as a checkpoint does: neither signature stands for the other
 */
export async function signOutgoing(
  ctx: Ctx,
  content: Uint8Array,
  db: Db | Tx = ctx.db,
): Promise<{ signature: Uint8Array; key: VaultKey }> {
  const key = await checkpointKey(ctx, db)
  return { key, signature: await ctx.ports.keys.sign(db, key.id, PURPOSE, content) }
}

/** The newest key of the configured kind; made, and written into the trail, where there is none. */
async function checkpointKey(ctx: Ctx, db: Db | Tx = ctx.db): Promise<VaultKey> {
  const wanted = ctx.ports.auditOutside.keyAlgorithm
  const known = await newestKey(db)
  if (known?.algorithm === wanted) return known
  return db.transaction(async (tx) => {
    const key = await ctx.ports.keys.generate(tx, { algorithm: wanted, purpose: PURPOSE, now: ctx.now })
    await recordAudit(tx, ctx, {
      action: 'audit.key-made',
      object: { type: 'key', id: key.id },
      detail: { algorithm: key.algorithm, fingerprint: fingerprintOf(key.publicKey) },
    })
    return key
  })
}

async function newestKey(db: Db | Tx): Promise<VaultKey | undefined> {
  const { id, algorithm, publicKey } = sealedKeys
  const [row] = await db
    .select({ id, algorithm, publicKey })
    .from(sealedKeys)
    .where(eq(sealedKeys.purpose, PURPOSE))
    .orderBy(desc(sealedKeys.createdAt), desc(sealedKeys.id))
    .limit(1)
  return row && { ...row, algorithm: row.algorithm as VaultKey['algorithm'] }
}

/** Puts the configured hash to use: a row that names it, hashed with it, and every later row follows. */
export async function alignAuditHash(ctx: Ctx): Promise<void> {
  const wanted = ctx.ports.auditOutside.hash
  await ctx.db.transaction(async (tx) => {
    const before = (await lastRow(tx))?.hashAlgorithm
    if (before === wanted || (before === undefined && wanted === 'sha256')) return
    const entry = {
      action: 'audit.hash-changed',
      object: { type: 'audit', id: 'trail' },
      detail: { before: before ?? null, after: wanted },
    }
    await recordAudit(tx, ctx, entry, wanted)
  })
}
