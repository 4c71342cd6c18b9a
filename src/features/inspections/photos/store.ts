// Pictures of an item: handed in while the round is open, named by the result they are evidence of, shown for as long as the round is.

import { and, eq } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Db, Tx } from '#db/database.ts'
import { type PhotoNote, roundItems, roundPhotos } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { person } from '../person.ts'
import { lockRound, stateOf } from '../transition.ts'
import { MAX_PHOTOS, photoName, photoTypeOf } from './rules.ts'

/** @throws AppError `not-found`, `precondition` (state, an item a probe judges), `bad-input` for what is no picture, `limit` for too many */
export async function addPhoto(
  ctx: Ctx,
  roundId: string,
  itemId: number,
  file: { name: string; bytes: Uint8Array },
): Promise<PhotoNote> {
  const by = person(ctx)
  const mediaType = photoTypeOf(file.bytes)
  if (!mediaType) throw new AppError('bad-input', 'inspections.photo-unknown', { name: photoName(file.name) })
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', file.bytes))
  const note: PhotoNote = { sha256, name: photoName(file.name), mediaType, bytes: file.bytes.length }
  await ctx.db.transaction(async (tx) => {
    const round = await lockRound(tx, roundId)
    if (!['running', 'awaiting-manual'].includes(stateOf(round)))
      throw new AppError('precondition', 'inspections.not-open', { state: round.state })
    const [item] = await tx
      .select()
      .from(roundItems)
      .where(and(eq(roundItems.roundId, roundId), eq(roundItems.id, itemId)))
    if (!item) throw new AppError('not-found', 'inspections.item-not-found', { id: itemId })
    if ((await tx.$count(roundPhotos, eq(roundPhotos.itemId, itemId))) >= MAX_PHOTOS)
      throw new AppError('limit', 'inspections.photos-too-many', { max: MAX_PHOTOS })
    await tx
      .insert(roundPhotos)
      .values({ itemId, sha256, name: note.name, mediaType, content: file.bytes, takenAt: ctx.now, takenBy: by.name })
      .onConflictDoNothing()
    await recordAudit(tx, ctx, {
      action: 'round.photo-added',
      object: { type: 'round', id: roundId },
      detail: { itemId, ...note },
    })
  })
  return note
}

/** Of the pictures handed in for an item, those of these digests, in their order. @throws AppError `not-found` naming the first that is not there */
export async function photosNamed(db: Db | Tx, itemId: number, digests: readonly string[]): Promise<PhotoNote[]> {
  if (digests.length === 0) return []
  const rows = await db
    .select({
      sha256: roundPhotos.sha256,
      name: roundPhotos.name,
      mediaType: roundPhotos.mediaType,
      content: roundPhotos.content,
    })
    .from(roundPhotos)
    .where(eq(roundPhotos.itemId, itemId))
  return digests.map((sha256) => {
    const row = rows.find((one) => one.sha256 === sha256)
    if (!row) throw new AppError('not-found', 'inspections.photo-not-found', { sha256 })
    return { sha256, name: row.name, mediaType: row.mediaType, bytes: row.content.length }
  })
}

/** @throws AppError `not-found` */
export async function findPhoto(
  { db }: Ctx,
  roundId: string,
  sha256: string,
): Promise<{ mediaType: PhotoNote['mediaType']; content: Uint8Array }> {
  const [row] = await db
    .select({ mediaType: roundPhotos.mediaType, content: roundPhotos.content })
    .from(roundPhotos)
    .innerJoin(roundItems, eq(roundItems.id, roundPhotos.itemId))
    .where(and(eq(roundItems.roundId, roundId), eq(roundPhotos.sha256, sha256)))
    .limit(1)
  if (!row) throw new AppError('not-found', 'inspections.photo-not-found', { sha256 })
  return row
}
