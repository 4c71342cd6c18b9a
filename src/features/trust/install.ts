// Anchors of the installation: recorded as added by the system. Once there are accounts, the database lets trust change by approved changes only.

import { randomUUID } from 'node:crypto'
import { unarmoured } from '#core/formats.ts'
import { accounts } from '#db/schema/accounts.ts'
import { trustMaterials } from '#db/schema/trust.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readMaterial, type UploadedFile } from './read.ts'
import { type AnchorUsage, type Material, purposeOf } from './rules.ts'

/** Whether the installation may still choose what to trust: nothing was ever trusted, and nobody is there to ask. */
export async function isTrustUntouched(ctx: Ctx): Promise<boolean> {
  const [somebody] = await ctx.db.select({ id: accounts.id }).from(accounts).limit(1)
  const [something] = await ctx.db.select({ id: trustMaterials.id }).from(trustMaterials).limit(1)
  return !somebody && !something
}

/**
 * Takes every certificate of a file; those trusted already are passed over.
 * @throws AppError `forbidden` for a person, `bad-input` when the file holds something that is no certificate, `conflict` when it holds nothing new
 */
export async function installTrustAnchors(ctx: Ctx, file: UploadedFile, usage: AnchorUsage): Promise<Material[]> {
  if (ctx.actor.type !== 'system') throw new AppError('forbidden', 'trust.system-only')
  const objects = unarmoured(file.bytes).map((bytes) => ({ name: file.name, bytes }))
  const read = await Promise.all(objects.map((one) => readMaterial('anchor', one, ctx.ports.primitives)))
  return ctx.db.transaction(async (tx) => {
    const added: Material[] = []
    for (const material of read) {
      const { sha256, sm3, subject, issuer, validFrom, validUntil, content, kind } = material
      const [row] = await tx
        .insert(trustMaterials)
        .values({
          id: randomUUID(),
          ...{ kind, sha256, sm3, subject, issuer, validFrom, validUntil, usage, content },
          purpose: purposeOf(material),
          addedAt: ctx.now,
        })
        .onConflictDoNothing()
        .returning()
      if (!row) continue
      const { content: _, ...kept } = row
      added.push(kept)
      await recordAudit(tx, ctx, {
        action: 'trust-material.installed',
        object: { type: 'trust-material', id: kept.id },
        detail: { kind, sha256, subject, usage },
      })
    }
    if (added.length === 0) throw new AppError('conflict', 'trust.exists')
    return added
  })
}
