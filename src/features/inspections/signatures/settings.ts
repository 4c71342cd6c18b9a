// How rounds are signed: by account, or by certificate alone.

import { eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { inspectionSettings } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { person } from '../person.ts'

const ONLY_ROW = 1

export async function requiresCertificate(db: Db | Tx): Promise<boolean> {
  const [row] = await db.select().from(inspectionSettings).where(eq(inspectionSettings.id, ONLY_ROW))
  return row?.requiresCertificate ?? false
}

/** @throws AppError `precondition` where a signature by certificate is required and none is given */
export async function demandSignature(db: Db | Tx, hasSignature: boolean): Promise<void> {
  if (!hasSignature && (await requiresCertificate(db)))
    throw new AppError('precondition', 'inspections.certificate-required')
}

export async function setRequiresCertificate(ctx: Ctx, isRequired: boolean): Promise<void> {
  const by = person(ctx)
  await ctx.db.transaction(async (tx) => {
    const before = await requiresCertificate(tx)
    const values = { requiresCertificate: isRequired, changedBy: by.name, changedAt: ctx.now }
    await tx
      .insert(inspectionSettings)
      .values({ id: ONLY_ROW, ...values })
      .onConflictDoUpdate({ target: inspectionSettings.id, set: values })
    await recordAudit(tx, ctx, {
      action: 'inspection-settings.changed',
      object: { type: 'setting', id: 'inspections.requires-certificate' },
      detail: { before, after: isRequired },
    })
  })
}
