import { z } from '@hono/zod-openapi'
import { SEAL_REQUEST_KINDS, SEAL_REQUEST_STATES, SEAL_STATES } from '#db/schema/seals.ts'
import { SHOWN_STATES } from '#features/approvals/index.ts'
import { Leaving } from '#features/organisation/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import type { Desk } from './desk.ts'
import { type LeavingStand, leavingStand, recordLeaving } from './leaving.ts'
import { REQUEST_PARTIES, REQUEST_READERS, REQUEST_STATES } from './rules.ts'

const Id = z.object({ id: z.uuid() })
const Stand = z
  .object({
    credentials: z.array(
      z.object({
        id: z.string(),
        algorithm: z.string(),
        state: z.string(),
        notAfter: z.iso.datetime(),
        request: z.object({ id: z.string(), number: z.string(), state: z.enum(REQUEST_STATES) }).nullable(),
      }),
    ),
    seals: z.array(
      z.object({
        ...{ id: z.string(), number: z.string(), name: z.string(), state: z.enum(SEAL_STATES) },
        isOwn: z.boolean().openapi({ description: 'Nobody besides may seal with it: it is asked to be frozen' }),
        request: z
          .object({ id: z.string(), kind: z.enum(SEAL_REQUEST_KINDS), state: z.enum(SEAL_REQUEST_STATES) })
          .nullable(),
      }),
    ),
    accounts: z.array(
      z.object({
        ...{ id: z.string(), username: z.string(), isDisabled: z.boolean() },
        approval: z.object({ id: z.string(), state: z.enum(SHOWN_STATES) }).nullable(),
      }),
    ),
  })
  .openapi('StaffLeavingStand')
const answers = {
  200: { description: 'What is held', content: { 'application/json': { schema: Stand } } },
  ...problems,
}

const stand = route(REQUEST_READERS, {
  method: 'get',
  path: '/staff/{id}/leaving',
  tags: ['requests'],
  summary: 'What a person holds that ends when they leave, and what of that is asked for already',
  request: { params: Id },
  responses: answers,
})
const leave = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/staff/{id}/leaving',
  tags: ['requests'],
  summary:
    'The person has left: with it a revocation of every certificate in force is drafted, and the end of own seals and of accounts asked for',
  request: { params: Id, body: { required: true, content: { 'application/json': { schema: Leaving } } } },
  responses: answers,
})

const shown = ({ credentials, seals, accounts }: LeavingStand): z.input<typeof Stand> => ({
  credentials: credentials.map((one) => ({ ...one, notAfter: new Date(one.notAfter).toISOString() })),
  seals,
  accounts,
})

/** @param desk those who issue, keep and revoke */
export function leavingRoutes(desk: Desk) {
  return newRouter()
    .openapi(stand, async (c) => c.json(shown(await leavingStand(c.get('ctx'), desk, c.req.valid('param').id)), 200))
    .openapi(leave, async (c) => {
      const { reason } = c.req.valid('json')
      return c.json(shown(await recordLeaving(c.get('ctx'), desk, c.req.valid('param').id, reason)), 200)
    })
}
