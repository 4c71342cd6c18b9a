import { type DrawnPage, drawOfdPage } from '#core/documents/ofd/drawing/page.ts'
import type { DrawingProblem } from '#core/documents/ofd/drawing/scene.ts'
import type { Primitives } from '#core/primitives.ts'
import { err, type Result } from '#core/verdict.ts'

/** Never rejects: a failure of ours is a page that is not drawn. */
export function drawPage(
  bytes: Uint8Array,
  page: number,
  primitives: Primitives,
): Promise<Result<DrawnPage, DrawingProblem>> {
  return drawOfdPage(bytes, page, primitives).catch(() =>
    err({ code: 'ofd-drawing.given-up', params: { reason: 'internal' } }),
  )
}
