// A request as the API shows it after whatever was done with it.

import type { z } from '@hono/zod-openapi'
import type { Ctx } from '#src/context.ts'
import { FIELDS, fieldsOf } from './fields.ts'
import { getRequest } from './list.ts'
import { materialsOf } from './materials.ts'
import { eventOf, materialOf, type RequestDetailShape, requestOf } from './shapes.ts'

/** @throws AppError `not-found` */
export async function detailOf(ctx: Ctx, id: string): Promise<z.input<typeof RequestDetailShape>> {
  const line = await getRequest(ctx, id)
  const files = await materialsOf(ctx, id)
  return {
    ...requestOf(line, ctx.now),
    files: files.map(materialOf),
    events: line.events.map(eventOf),
    fields: fieldsOf(line.request.kind).map((field) => ({ field, title: FIELDS[field] })),
    steps: line.steps,
  }
}
