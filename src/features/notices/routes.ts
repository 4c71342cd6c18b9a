import { z } from '@hono/zod-openapi'
import { messages } from '#core/messages/index.ts'
import { CHANNEL_KINDS } from '#core/notices/channel.ts'
import { RUNGS } from '#core/notices/escalation.ts'
import { CHANNEL_ROLES, DELIVERY_STATES, NOTICE_KINDS } from '#db/schema/notices.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { changeSecret, closeChannel, type ListedChannel, listChannels, openChannel, testChannel } from './channels.ts'
import { ChannelInput, ChannelSecret, LogQuery, MaintenanceInput, PageQuery } from './inputs.ts'
import { type LogLine, listDeliveries, listSilent, listUnanswered, type UnansweredFault } from './list.ts'
import { endMaintenance, listMaintenance, planMaintenance } from './maintenance.ts'

const SETTERS = ['security-admin'] as const satisfies readonly Role[]
const PLANNERS = ['operator'] as const satisfies readonly Role[]
const READERS = [
  'operator',
  'auditor',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]

const tags = ['notices']
const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } })
const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))
const id = { params: z.object({ id: z.uuid() }) }
const created = { 201: { description: 'Its id', ...json(z.object({ id: z.string() })) }, ...problems }
const spoken = z.object({ code: z.string(), zh: z.string(), en: z.string() })
const textOfCode = (code: string) => ({ code, ...(messages[code] ?? { zh: code, en: code }) })

const OUTCOMES = ['under-way', 'sent', 'refused', 'later', 'unknown'] as const

const ChannelShape = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(CHANNEL_KINDS),
    role: z.enum(CHANNEL_ROLES),
    settings: z.any().openapi({ type: 'object', description: 'As set up, without the secret' }),
    hasSecret: z.boolean(),
    restUntil: z.iso.datetime().nullable(),
    last: z
      .object({ at: z.iso.datetime(), outcome: z.enum(OUTCOMES), said: spoken.nullable() })
      .nullable()
      .openapi({ description: 'The last message, and what became of it' }),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi('NoticeChannel')

const ReceiptShape = z.object({
  mark: z.string(),
  at: z.iso.datetime(),
  answeredAt: z.iso.datetime().nullable(),
  outcome: z.enum(OUTCOMES),
  said: spoken.nullable(),
  words: z.string().nullable(),
})

const DeliveryShape = z
  .object({
    id: z.number(),
    kind: z.enum(NOTICE_KINDS),
    number: z.string(),
    title: z.string(),
    items: z.array(z.string()),
    channel: z.string(),
    state: z.enum(DELIVERY_STATES),
    said: spoken.nullable(),
    carrierState: z.enum(DELIVERY_STATES).nullable(),
    isStandIn: z.boolean(),
    createdAt: z.iso.datetime(),
    dueAt: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
    receipts: z.array(ReceiptShape),
  })
  .openapi('NoticeDelivery')

const SilentShape = z.object({
  id: z.number(),
  number: z.string(),
  title: z.string(),
  why: spoken,
  createdAt: z.iso.datetime(),
})

const WindowShape = z.object({
  id: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  systems: z.array(z.string()),
  reason: z.string(),
  createdBy: z.string(),
  endedBy: z.string().nullable(),
})

const UnansweredShape = z
  .object({
    number: z.string(),
    title: z.string(),
    ticketId: z.string().nullable(),
    at: z.iso.datetime(),
    called: z.array(z.enum(RUNGS)),
    next: z.object({ rung: z.enum(RUNGS), at: z.iso.datetime() }).nullable(),
  })
  .openapi('UnansweredFault')

const channels = route(READERS, {
  method: 'get',
  path: '/notices/channels',
  tags,
  summary: 'Channels, without their secrets',
  responses: { 200: { description: 'All', ...json(z.object({ items: z.array(ChannelShape) })) }, ...problems },
})

const open = route(SETTERS, {
  method: 'post',
  path: '/notices/channels',
  tags,
  summary: 'Set up a channel; its secret is sealed and never shown again',
  request: { body: { required: true, ...json(ChannelInput) } },
  responses: created,
})

const close = route(SETTERS, {
  method: 'post',
  path: '/notices/channels/{id}/close',
  tags,
  summary: 'Close a channel; what waits for it is not sent',
  request: id,
  responses: { 204: { description: 'Done' }, ...problems },
})

const rekey = route(SETTERS, {
  method: 'post',
  path: '/notices/channels/{id}/secret',
  tags,
  summary: 'Seal another key; what was refused and reached nobody is tried again',
  request: { ...id, body: { required: true, ...json(ChannelSecret) } },
  responses: { 204: { description: 'Done' }, ...problems },
})

const test = route(SETTERS, {
  method: 'post',
  path: '/notices/channels/{id}/test',
  tags,
  summary: 'Send a test message now and say what the peer made of it',
  request: id,
  responses: {
    200: {
      description: 'The answer',
      ...json(z.object({ outcome: z.enum(['sent', 'refused', 'later']), said: spoken, words: z.string() })),
    },
    ...problems,
  },
})

const log = route(READERS, {
  method: 'get',
  path: '/notices',
  tags,
  summary: 'Notices with their receipts, newest first',
  request: { query: LogQuery },
  responses: {
    200: {
      description: 'A page',
      ...json(z.object({ items: z.array(DeliveryShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})

const silent = route(READERS, {
  method: 'get',
  path: '/notices/silent',
  tags,
  summary: 'What was told to nobody, and why, newest first',
  request: { query: PageQuery },
  responses: {
    200: {
      description: 'A page',
      ...json(z.object({ items: z.array(SilentShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})

const windows = route(READERS, {
  method: 'get',
  path: '/notices/maintenance',
  tags,
  summary: 'Maintenance windows, latest first',
  responses: { 200: { description: 'The last 200', ...json(z.object({ items: z.array(WindowShape) })) }, ...problems },
})

const plan = route(PLANNERS, {
  method: 'post',
  path: '/notices/maintenance',
  tags,
  summary: 'Plan a maintenance window; probing and expiry alarms go on',
  request: { body: { required: true, ...json(MaintenanceInput) } },
  responses: created,
})

const end = route(PLANNERS, {
  method: 'post',
  path: '/notices/maintenance/{id}/end',
  tags,
  summary: 'End a maintenance window now; what it held back is told',
  request: id,
  responses: { 204: { description: 'Done' }, ...problems },
})

const unanswered = route(READERS, {
  method: 'get',
  path: '/notices/unanswered',
  tags,
  summary: 'Faults nobody has answered: who was called, and who is next',
  responses: { 200: { description: 'All', ...json(z.object({ items: z.array(UnansweredShape) })) }, ...problems },
})

function unansweredOf({ fault, ticketId }: UnansweredFault): z.infer<typeof UnansweredShape> {
  const { number, title, at, called, nextAt } = fault
  const rung = RUNGS.find((one) => !called.includes(one))
  const next = rung && nextAt !== null ? { rung, at: iso(nextAt) } : null
  return { number, title, ticketId: ticketId === null ? null : String(ticketId), at: iso(at), called, next }
}

function channelOf({ channel, last }: ListedChannel): z.infer<typeof ChannelShape> {
  const { id, name, role, settings, secretId, restUntil, createdBy, createdAt } = channel
  const times = { restUntil: isoOrNull(restUntil), createdAt: iso(createdAt) }
  const heard = last && {
    at: iso(last.at),
    outcome: last.outcome,
    said: last.code === null ? null : textOfCode(last.code),
  }
  const hasSecret = secretId !== null
  return { id, name, kind: settings.kind, role, settings, hasSecret, last: heard, createdBy, ...times }
}

function deliveryOf({ delivery, notice, channelName, carrierState, attempts }: LogLine): z.infer<typeof DeliveryShape> {
  return {
    id: delivery.id,
    kind: notice.kind,
    number: notice.number,
    title: notice.title,
    items: notice.items,
    channel: channelName,
    state: delivery.state,
    said: delivery.code === null ? null : textOfCode(delivery.code),
    carrierState,
    isStandIn: delivery.handedFrom !== null,
    createdAt: iso(notice.createdAt),
    dueAt: iso(delivery.dueAt),
    sentAt: isoOrNull(delivery.sentAt),
    receipts: attempts.map(({ mark, at, answeredAt, outcome, code, words }) => ({
      mark,
      at: iso(at),
      answeredAt: isoOrNull(answeredAt),
      outcome,
      said: code === null ? null : textOfCode(code),
      words,
    })),
  }
}

export const noticesRoutes = newRouter()
  .openapi(channels, async (c) => c.json({ items: (await listChannels(c.get('ctx'))).map(channelOf) }, 200))
  .openapi(open, async (c) => c.json(await openChannel(c.get('ctx'), c.req.valid('json')), 201))
  .openapi(close, async (c) => {
    await closeChannel(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(rekey, async (c) => {
    await changeSecret(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(test, async (c) => {
    const { outcome, code, words } = await testChannel(c.get('ctx'), c.req.valid('param').id)
    return c.json({ outcome, said: textOfCode(code), words }, 200)
  })
  .openapi(silent, async (c) => {
    const { items: rows, nextCursor } = await listSilent(c.get('ctx'), c.req.valid('query'))
    const items = rows.map(({ id, number, title, silentCode, createdAt }) => ({
      id,
      number,
      title,
      why: textOfCode(silentCode ?? ''),
      createdAt: iso(createdAt),
    }))
    return c.json({ items, nextCursor }, 200)
  })
  .openapi(unanswered, async (c) => {
    const items = (await listUnanswered(c.get('ctx'))).map(unansweredOf)
    return c.json({ items }, 200)
  })
  .openapi(windows, async (c) => {
    const items = (await listMaintenance(c.get('ctx'))).map(({ from, to, createdAt: _, ...window }) => ({
      ...window,
      from: iso(from),
      to: iso(to),
    }))
    return c.json({ items }, 200)
  })
  .openapi(plan, async (c) => c.json(await planMaintenance(c.get('ctx'), c.req.valid('json')), 201))
  .openapi(end, async (c) => {
    await endMaintenance(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(log, async (c) => {
    const { items, nextCursor } = await listDeliveries(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(deliveryOf), nextCursor }, 200)
  })
