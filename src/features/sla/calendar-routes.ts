import { z } from '@hono/zod-openapi'
import { knownYears } from '#features/calendar/index.ts'
import { TICKET_READERS } from '#features/tickets/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { announceYear, type ChangedTicket } from './announce.ts'
import { AnnounceYear } from './inputs.ts'

const tags = ['sla']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const YearShape = z
  .object({
    year: z.number(),
    source: z.string(),
    sha256: z.string(),
    daysOff: z.array(z.string()),
    makeUpDays: z.array(z.string()),
    entered: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
  })
  .openapi('CalendarYear')

const Side = z.object({
  state: z.enum(['running', 'paused', 'overdue', 'kept', 'broken']),
  dueAt: z.iso.datetime().nullable(),
})
const RecomputedShape = z
  .object({
    read: z.number(),
    changed: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        clocks: z.array(
          z.object({
            title: z.object({ zh: z.string(), en: z.string() }),
            before: Side,
            after: Side,
            isVerdict: z.boolean(),
          }),
        ),
        level: z.object({ before: z.number(), after: z.number() }).nullable(),
      }),
    ),
  })
  .openapi('RecomputedTickets')

const years = route(TICKET_READERS, {
  method: 'get',
  path: '/working-days',
  tags,
  summary: 'Days off and make-up days of every year that was announced, the newest first',
  responses: { 200: { description: 'Years', ...json(z.object({ items: z.array(YearShape) })) }, ...problems },
})

const announce = route(['system-admin'], {
  method: 'post',
  path: '/working-days',
  tags,
  summary: 'Enter a notice of the State Council; every ticket whose clocks it changes is named',
  request: {
    query: z.object({ preview: z.enum(['true', 'false']).default('false') }),
    body: { required: true, ...json(AnnounceYear) },
  },
  responses: { 200: { description: 'What it changes', ...json(RecomputedShape) }, ...problems },
})

const iso = (at: number) => new Date(at).toISOString()
const sideOf = ({ state, dueAt }: ChangedTicket['clocks'][number]['before']) => ({
  state,
  dueAt: dueAt === null ? null : iso(dueAt),
})

export const calendarRoutes = newRouter()
  .openapi(years, async (c) => {
    const items = (await knownYears(c.get('ctx').db)).map(({ entered, ...one }) => ({
      ...one,
      daysOff: [...one.daysOff],
      makeUpDays: [...one.makeUpDays],
      entered: entered && { by: entered.by, at: iso(entered.at) },
    }))
    return c.json({ items }, 200)
  })
  .openapi(announce, async (c) => {
    const { read, changed } = await announceYear(
      c.get('ctx'),
      c.req.valid('json'),
      c.req.valid('query').preview === 'true',
    )
    const named = changed.map(({ id, number, clocks, level }) => ({
      ...{ id: String(id), number, level },
      clocks: clocks.map(({ title, before, after, isVerdict }) => ({
        ...{ title, isVerdict },
        ...{ before: sideOf(before), after: sideOf(after) },
      })),
    }))
    return c.json({ read, changed: named }, 200)
  })
