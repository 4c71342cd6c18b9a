// Pictures of seals: shown while people type, and settled by a person once the request was reviewed.

import { toHex } from '#core/bytes/hex.ts'
import type { SealDesign } from '#core/seals/drawing/draw.ts'
import { lockAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { advance } from './decide.ts'
import { tell } from './events.ts'
import { pictureOf } from './given.ts'
import { findRequest } from './list.ts'
import { locked } from './request.ts'

/** Coarse: the screen shows the SVG. */
const PREVIEW_DPI = 72

/** @throws AppError `bad-input` with the fault of the drawing */
export async function previewSeal(ctx: Ctx, design: SealDesign) {
  const made = await ctx.ports.sealPictures.drawSeal(design, PREVIEW_DPI)
  if (!made.ok) throw new AppError('bad-input', made.error.code, { ...made.error.params })
  const { svg = '', widthMm, heightMm } = made.value
  return { svg, widthMm, heightMm }
}

/** Makes the picture of a reviewed request, as the seal will have it. */
export async function settlePicture(ctx: Ctx, id: string): Promise<void> {
  const asked = await findRequest(ctx, id)
  const image = await pictureOf(ctx, asked)
  const pictureSha256 = toHex(await ctx.ports.primitives.digest('sha256', image.png))
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const request = await locked(tx, id)
    // Returned and brought again meanwhile: this picture is of what it said before.
    if (request.changedAt !== asked.changedAt) throw new AppError('conflict', 'seal-requests.changed-meanwhile')
    const { widthMm, heightMm, png: picture, svg: pictureSvg = null } = image
    await advance(tx, ctx, request, 'picture', { picture, pictureSvg, pictureSha256, widthMm, heightMm })
    await tell(tx, ctx, request, { step: 'picture', detail: { pictureSha256, widthMm, heightMm } })
  })
}
