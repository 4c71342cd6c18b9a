// What is wrong with a cell of a table that was handed in, as the API tells it.

import { z } from '@hono/zod-openapi'
import { say } from '#core/messages/fill.ts'
import { messages } from '#core/messages/index.ts'
import type { CellProblem } from '#core/tables/cells.ts'

export const CellProblemShape = z
  .object({
    sheet: z.string(),
    row: z.number(),
    column: z.string(),
    code: z.string(),
    text: z.object({ zh: z.string(), en: z.string() }),
  })
  .openapi('CellProblem')

export function problemOf({ sheet, row, column, code, params }: CellProblem): z.input<typeof CellProblemShape> {
  return { sheet, row, column, code, text: say(messages, code, params) }
}
