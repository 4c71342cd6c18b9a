// Records of key pairs, found by their public half: where the private one was born, who answers for it, whether it is compromised.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { fatal } from '#core/finding.ts'
import type { Finding } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { certificateRequests, type certificates } from '#db/schema/certificates.ts'
import { keyRecords } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import type { DeclareKey, KeyInput } from './inputs.ts'

export type KeyRecord = typeof keyRecords.$inferSelect

type CertifiedKey = Pick<typeof certificates.$inferSelect, 'spkiSha256' | 'algorithm' | 'keyBits'>

/**
 * The record of a certificate's key; made where there is none. A key the service made itself is known as that whatever was said.
 * @throws AppError `precondition` for a compromised key
 */
export async function keyFor(
  tx: Tx,
  ctx: Ctx,
  certified: CertifiedKey,
  said: KeyInput,
  owner: string,
): Promise<KeyRecord> {
  const [known] = await tx
    .select()
    .from(keyRecords)
    .where(eq(keyRecords.spkiSha256, certified.spkiSha256))
    .for('update')
  if (known?.compromisedAt != null) throw new AppError('precondition', 'lineage.key-compromised')
  if (known) return known
  const [own] = await tx
    .select({ keyId: certificateRequests.keyId })
    .from(certificateRequests)
    .where(eq(certificateRequests.spkiSha256, certified.spkiSha256))
  const [row] = await tx
    .insert(keyRecords)
    .values({
      id: randomUUID(),
      spkiSha256: certified.spkiSha256,
      algorithm: certified.algorithm,
      keyBits: certified.keyBits,
      origin: own?.keyId ? 'service-generated' : said.origin,
      owner: said.owner ?? owner,
      custody: said.custody ?? null,
      isExportable: said.isExportable ?? null,
      sealedKeyId: own?.keyId ?? null,
      createdBy: actorId(ctx.actor),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new AppError('conflict', 'lineage.key-recorded-meanwhile')
  return row
}

/** Says where a key was born and who answers for it. @throws AppError `not-found`, `precondition` for a key of the service's own */
export async function declareKey(ctx: Ctx, id: string, said: DeclareKey): Promise<KeyRecord> {
  return ctx.db.transaction(async (tx) => {
    const before = await lockKey(tx, id)
    if (before.sealedKeyId !== null && said.origin !== 'service-generated')
      throw new AppError('precondition', 'lineage.key-is-ours')
    const values = {
      origin: said.origin,
      owner: said.owner ?? before.owner,
      custody: said.custody ?? before.custody,
      isExportable: said.isExportable ?? before.isExportable,
    }
    const [row] = await tx.update(keyRecords).set(values).where(eq(keyRecords.id, id)).returning()
    const { origin, owner, custody, isExportable } = before
    await recordAudit(tx, ctx, {
      action: 'key.declared',
      object: { type: 'key', id },
      detail: { before: { origin, owner, custody, isExportable }, after: values },
    })
    return row ?? before
  })
}

/** What speaks against a certificate for this key: a key that is compromised is compromised whoever certifies it. */
export async function compromiseOf(db: Ctx['db'] | Tx, spkiSha256: string): Promise<Finding[]> {
  const [known] = await db
    .select({ compromisedAt: keyRecords.compromisedAt })
    .from(keyRecords)
    .where(eq(keyRecords.spkiSha256, spkiSha256))
  return known?.compromisedAt == null ? [] : [fatal('lineage.key-compromised', 'house rule', 'GENERIC')]
}

/** From here on no certificate for the key is taken into a lineage. Once: the first moment stands. @throws AppError `not-found` */
export async function markCompromised(tx: Tx, ctx: Ctx, id: string, reason: string): Promise<void> {
  const before = await lockKey(tx, id)
  if (before.compromisedAt !== null) return
  await tx.update(keyRecords).set({ compromisedAt: ctx.now, compromiseReason: reason }).where(eq(keyRecords.id, id))
  await recordAudit(tx, ctx, {
    action: 'key.compromised',
    object: { type: 'key', id },
    detail: { spkiSha256: before.spkiSha256, reason },
  })
}

async function lockKey(tx: Tx, id: string): Promise<KeyRecord> {
  const [row] = await tx.select().from(keyRecords).where(eq(keyRecords.id, id)).for('update')
  if (!row) throw new AppError('not-found', 'key.not-found')
  return row
}
