import { z } from '@hono/zod-openapi'
import { TICKET_READERS } from '#features/tickets/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { AddPart, MovePart } from './inputs.ts'
import { MOVE_IDS, type Move } from './rules.ts'
import { addPart, listMoves, listParts, type MoveRow, movePart, type PartRow } from './stock.ts'

const tags = ['spares']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const params = z.object({ id: z.coerce.number().int().positive() })

const Part = z
  .object({
    id: z.string(),
    name: z.string(),
    model: z.string(),
    place: z.string(),
    stock: z.number(),
    minStock: z.number(),
    isLow: z.boolean(),
  })
  .openapi('SparePart')
const MoveShape = z
  .object({
    id: z.string(),
    kind: z.enum(MOVE_IDS),
    change: z.number(),
    serial: z.string().nullable(),
    device: z.string().nullable(),
    ticketId: z.string().nullable(),
    note: z.string().nullable(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .openapi('SpareMove')

const parts = route(TICKET_READERS, {
  method: 'get',
  path: '/spares',
  tags,
  summary: 'Spare parts and their stock',
  responses: { 200: { description: 'Parts', ...json(z.object({ items: z.array(Part) })) }, ...problems },
})
const add = route(['operator'], {
  method: 'post',
  path: '/spares',
  tags,
  summary: 'Add a kind of part',
  request: { body: { required: true, ...json(AddPart) } },
  responses: { 201: { description: 'Part', ...json(Part) }, ...problems },
})
const moves = route(TICKET_READERS, {
  method: 'get',
  path: '/spares/{id}/moves',
  tags,
  summary: 'What happened to a part, newest first',
  request: {
    params,
    query: z.object({
      cursor: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(MoveShape), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})
const move = route(['operator'], {
  method: 'post',
  path: '/spares/{id}/moves',
  tags,
  summary: 'Receive, take, build in, return or scrap',
  request: { params, body: { required: true, ...json(MovePart) } },
  responses: { 200: { description: 'Part', ...json(Part) }, ...problems },
})

const partOf = ({ id, name, model, place, stock, minStock }: PartRow): z.input<typeof Part> => ({
  ...{ name, model, place, stock, minStock },
  id: String(id),
  isLow: stock < minStock,
})
const moveOf = ({ id, kind, change, serial, device, ticketId, note, by, at }: MoveRow): z.input<typeof MoveShape> => ({
  ...{ change, serial, device, note, by },
  id: String(id),
  kind: kind as Move,
  ticketId: ticketId === null ? null : String(ticketId),
  at: new Date(at).toISOString(),
})

export const sparesRoutes = newRouter()
  .openapi(parts, async (c) => c.json({ items: (await listParts(c.get('ctx'))).map(partOf) }, 200))
  .openapi(add, async (c) => c.json(partOf(await addPart(c.get('ctx'), c.req.valid('json'))), 201))
  .openapi(moves, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { items, nextCursor } = await listMoves(c.get('ctx'), c.req.valid('param').id, cursor, limit)
    return c.json({ items: items.map(moveOf), nextCursor }, 200)
  })
  .openapi(move, async (c) =>
    c.json(partOf(await movePart(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))), 200),
  )
