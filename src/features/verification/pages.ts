// One page of a verified OFD, drawn for whoever may see its report. The file itself stays here.

import type { DrawnPage } from '#core/documents/ofd/drawing/page.ts'
import type { DrawingProblem } from '#core/documents/ofd/drawing/scene.ts'
import type { Result } from '#core/verdict.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { keptObject } from './document.ts'
import { getVerification } from './get.ts'

export type PageDrawing = Result<DrawnPage, DrawingProblem>

/** @param page from 0. @throws AppError `not-found` as `getVerification`; `precondition` for another kind, and where the bytes are not here */
export async function drawPage(ctx: Ctx, id: string, page: number): Promise<PageDrawing> {
  const { kind } = await getVerification(ctx, id)
  if (kind !== 'ofd') throw new AppError('precondition', 'verification.no-pages', { kind })
  const { bytes } = await keptObject(ctx, id)
  return ctx.ports.pageDrawer.drawOfdPage(bytes, page)
}
