// How long the bytes behind verifications are kept. Reports, names and digests are kept without end.

import { and, asc, eq, exists, isNotNull, lt, notExists, sql } from 'drizzle-orm'
import { DAY_MS } from '#core/calendar/civil.ts'
import {
  verificationBatchFiles,
  verificationFiles,
  verificationMaterials,
  verifications,
} from '#db/schema/verification.ts'
import type { Ctx } from '#src/context.ts'
import { removeMaterial } from './material.ts'

/** Material of what is watched stays; of the rest this long. */
export const UNWATCHED_KEPT_DAYS = 5 * 366
/** Bytes a batch brought in and nobody came to need: the batch was refused, cancelled, or its server was killed. */
const UNUSED_KEPT_MS = DAY_MS
const AT_ONCE = 500

/** Safe to run twice, and on several instances at once. */
export async function dropOldMaterial(ctx: Ctx): Promise<void> {
  const isKept = ctx.db
    .select({ one: sql`1` })
    .from(verificationFiles)
    .where(and(eq(verificationFiles.verificationId, verifications.id), isNotNull(verificationFiles.keptAs)))
  const old = await ctx.db
    .select({ id: verifications.id })
    .from(verifications)
    .where(
      and(
        eq(verifications.isWatched, false),
        lt(verifications.createdAt, ctx.now - UNWATCHED_KEPT_DAYS * DAY_MS),
        exists(isKept),
      ),
    )
    .orderBy(asc(verifications.createdAt))
    .limit(AT_ONCE)
  for (const { id } of old) await removeMaterial(ctx, id)
  const uses = (table: typeof verificationFiles | typeof verificationBatchFiles) =>
    notExists(ctx.db.select({ one: sql`1` }).from(table).where(eq(table.keptAs, verificationMaterials.sha256)))
  await ctx.db
    .delete(verificationMaterials)
    .where(
      and(
        lt(verificationMaterials.keptAt, ctx.now - UNUSED_KEPT_MS),
        uses(verificationFiles),
        uses(verificationBatchFiles),
      ),
    )
}
