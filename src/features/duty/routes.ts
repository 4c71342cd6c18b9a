import { z } from '@hono/zod-openapi'
import { DUTY_KINDS } from '#core/sla/roster.ts'
import { TICKET_READERS } from '#features/tickets/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { PlanShifts, RosterQuery } from './inputs.ts'
import { planShifts, readRoster, removeShift, type ShiftRow } from './roster.ts'

const Shift = z
  .object({
    id: z.string(),
    kind: z.enum(DUTY_KINDS),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    rank: z.number(),
    person: z.string(),
    phone: z.string(),
  })
  .openapi('DutyShift')
const Roster = z
  .object({
    shifts: z.array(Shift),
    now: z.array(Shift),
    gaps: z.array(z.object({ kind: z.enum(DUTY_KINDS), from: z.iso.datetime(), to: z.iso.datetime() })),
  })
  .openapi('DutyRoster')
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const tags = ['duty']

const read = route(TICKET_READERS, {
  method: 'get',
  path: '/duty',
  tags,
  summary: 'The duty roster, who is on duty now, and the gaps',
  request: { query: RosterQuery },
  responses: { 200: { description: 'Roster', ...json(Roster) }, ...problems },
})
const plan = route(['operator'], {
  method: 'post',
  path: '/duty',
  tags,
  summary: 'Plan shifts: all of them or none',
  request: { body: { required: true, ...json(PlanShifts) } },
  responses: { 201: { description: 'Planned', ...json(z.object({ shifts: z.array(Shift) })) }, ...problems },
})
const remove = route(['operator'], {
  method: 'post',
  path: '/duty/{id}/removal',
  tags,
  summary: 'Take out a shift that has not begun',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Done' }, ...problems },
})

const iso = (at: number) => new Date(at).toISOString()
const shiftOf = ({ id, kind, from, to, rank, person, phone }: ShiftRow): z.input<typeof Shift> => ({
  ...{ id, kind, rank, person, phone },
  from: iso(from),
  to: iso(to),
})

export const dutyRoutes = newRouter()
  .openapi(read, async (c) => {
    const { from, days } = c.req.valid('query')
    const { shifts, now, gaps } = await readRoster(c.get('ctx'), from, days)
    const told = gaps.map((gap) => ({ kind: gap.kind, from: iso(gap.from), to: iso(gap.to) }))
    return c.json({ shifts: shifts.map(shiftOf), now: now.map(shiftOf), gaps: told }, 200)
  })
  .openapi(plan, async (c) =>
    c.json({ shifts: (await planShifts(c.get('ctx'), c.req.valid('json'))).map(shiftOf) }, 201),
  )
  .openapi(remove, async (c) => {
    await removeShift(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
