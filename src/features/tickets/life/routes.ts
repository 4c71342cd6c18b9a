import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { countTickets, getTicket, listTickets } from './get.ts'
import { OpenTicket, TicketId, TicketStep, TicketsQuery } from './inputs.ts'
import { openTicket } from './open.ts'
import { TicketCountsShape, TicketPage, TicketShape, ticketLineOf, ticketOf } from './shapes.ts'
import { takeStep } from './steps.ts'

export const TICKET_READERS = [
  'operator',
  'auditor',
  'ra-officer',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]
export const TICKET_WRITERS = ['operator'] as const satisfies readonly Role[]

const tags = ['tickets']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const list = route(TICKET_READERS, {
  method: 'get',
  path: '/tickets',
  tags,
  summary: 'Tickets with their clocks; unfinished ones by due time, others newest first',
  request: { query: TicketsQuery },
  responses: { 200: { description: 'A page', ...json(TicketPage) }, ...problems },
})

const counts = route(TICKET_READERS, {
  method: 'get',
  path: '/tickets/counts',
  tags,
  summary: 'How many are open, overdue, unanswered, waiting for confirmation',
  responses: { 200: { description: 'Counts', ...json(TicketCountsShape) }, ...problems },
})

const get = route(TICKET_READERS, {
  method: 'get',
  path: '/tickets/{id}',
  tags,
  summary: 'One ticket with clocks, pauses and history',
  request: { params: TicketId },
  responses: { 200: { description: 'Ticket', ...json(TicketShape) }, ...problems },
})

const open = route(TICKET_WRITERS, {
  method: 'post',
  path: '/tickets',
  tags,
  summary: 'Open a ticket for what was reported; its level is computed',
  request: { body: { required: true, ...json(OpenTicket) } },
  responses: { 201: { description: 'Ticket', ...json(TicketShape) }, ...problems },
})

const step = route(TICKET_WRITERS, {
  method: 'post',
  path: '/tickets/{id}/steps',
  tags,
  summary:
    'Assign, respond, support, arrive, plan, describe, pause, resume, reclassify, comment, resolve, reopen or close',
  request: { params: TicketId, body: { required: true, ...json(TicketStep) } },
  responses: { 200: { description: 'Ticket', ...json(TicketShape) }, ...problems },
})

export const ticketLifeRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listTickets(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(ticketLineOf), nextCursor }, 200)
  })
  .openapi(counts, async (c) => c.json(await countTickets(c.get('ctx')), 200))
  .openapi(get, async (c) => c.json(ticketOf(await getTicket(c.get('ctx'), c.req.valid('param').id)), 200))
  .openapi(open, async (c) => {
    const { id } = await openTicket(c.get('ctx'), c.req.valid('json'))
    return c.json(ticketOf(await getTicket(c.get('ctx'), id)), 201)
  })
  .openapi(step, async (c) => {
    const { id } = await takeStep(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json(ticketOf(await getTicket(c.get('ctx'), id)), 200)
  })
