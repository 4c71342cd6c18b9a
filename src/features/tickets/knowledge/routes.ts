import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { TicketId } from '../life/inputs.ts'
import { TICKET_READERS, TICKET_WRITERS } from '../life/routes.ts'
import { KeepKnowledge, KnowledgeQuery } from './inputs.ts'
import { type KnowledgeRow, keepKnowledge, listKnowledge } from './keep.ts'

const Entry = z
  .object({
    id: z.string(),
    ticketId: z.string().nullable(),
    title: z.string(),
    code: z.string().nullable(),
    phenomenon: z.string(),
    cause: z.string(),
    resolution: z.string(),
    writtenBy: z.string(),
    writtenAt: z.iso.datetime(),
  })
  .openapi('KnowledgeEntry')
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const list = route(TICKET_READERS, {
  method: 'get',
  path: '/knowledge',
  tags: ['knowledge'],
  summary: 'What solved earlier tickets, newest first',
  request: { query: KnowledgeQuery },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(Entry), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})

const keep = route(TICKET_WRITERS, {
  method: 'post',
  path: '/tickets/{id}/knowledge',
  tags: ['knowledge'],
  summary: 'Keep a solved ticket as an entry',
  request: { params: TicketId, body: { required: true, ...json(KeepKnowledge) } },
  responses: { 201: { description: 'Entry', ...json(Entry) }, ...problems },
})

export const knowledgeRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listKnowledge(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(entryOf), nextCursor }, 200)
  })
  .openapi(keep, async (c) =>
    c.json(entryOf(await keepKnowledge(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').title)), 201),
  )

function entryOf({ id, ticketId, writtenAt, ...rest }: KnowledgeRow): z.input<typeof Entry> {
  return {
    ...rest,
    id: String(id),
    ticketId: ticketId === null ? null : String(ticketId),
    writtenAt: new Date(writtenAt).toISOString(),
  }
}
