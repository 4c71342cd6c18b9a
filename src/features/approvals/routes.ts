import { z } from '@hono/zod-openapi'
import type { Ctx, Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { approve, refuse, withdraw } from './decide.ts'
import { ApprovalsQuery, Refusal } from './inputs.ts'
import type { Kinds } from './kind.ts'
import { getApproval, listApprovals, queueOf } from './list.ts'
import type { ApprovalRow } from './rules.ts'
import { ApprovalDecision, ApprovalShape, approvalOf } from './shapes.ts'

/** Of all kinds; each kind names its own among them. (A clerk asks for one by recording a leaving, and follows it there.) */
const PARTIES = ['operator', 'ra-officer', 'system-admin', 'security-admin'] as const satisfies readonly Role[]
/** Who asked takes it back, also where others decide. */
const ASKERS = [...PARTIES, 'audit-admin'] as const satisfies readonly Role[]
const READERS = [...ASKERS, 'auditor'] as const satisfies readonly Role[]

/** Who decides shows again who they are. */
const DECIDING = { roles: PARTIES, stepUp: true } as const

const tags = ['approvals']
const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const Id = z.object({ id: z.uuid() })
const Page = z.object({ items: z.array(ApprovalShape), nextCursor: z.string().nullable() })
const Queue = z
  .object({
    exceptions: z.array(ApprovalShape),
    toDecide: z.array(ApprovalShape),
    toUse: z.array(ApprovalShape),
    waiting: z.array(ApprovalShape),
  })
  .openapi('ApprovalQueue')
const queue = route(READERS, {
  method: 'get',
  path: '/approvals/queue',
  tags,
  summary:
    'What there is to do about approvals: what went wrong, what waits for you, what you may use, what you asked for',
  responses: { 200: { description: 'The queue', content: json(Queue) }, ...problems },
})
const list = route(READERS, {
  method: 'get',
  path: '/approvals',
  tags,
  summary: 'Everything that took or takes a second person, newest first',
  request: { query: ApprovalsQuery },
  responses: { 200: { description: 'A page', content: json(Page) }, ...problems },
})
const one = route(READERS, {
  method: 'get',
  path: '/approvals/{id}',
  tags,
  summary: 'One of them, with exactly what will happen',
  request: { params: Id },
  responses: { 200: { description: 'The approval', content: json(ApprovalShape) }, ...problems },
})
const approval = route(DECIDING, {
  method: 'post',
  path: '/approvals/{id}/approval',
  tags,
  summary: 'Approve what another person asked for; it is done at once, or may now be used by who asked',
  request: { params: Id },
  responses: { 200: { description: 'What became of it', content: json(ApprovalDecision) }, ...problems },
})
const refusal = route(DECIDING, {
  method: 'post',
  path: '/approvals/{id}/refusal',
  tags,
  summary: 'Refuse what another person asked for',
  request: { params: Id, body: { required: true, content: json(Refusal) } },
  responses: { 200: { description: 'The approval', content: json(ApprovalShape) }, ...problems },
})
const withdrawal = route(ASKERS, {
  method: 'post',
  path: '/approvals/{id}/withdrawal',
  tags,
  summary: 'Take back what you asked for',
  request: { params: Id },
  responses: { 200: { description: 'The approval', content: json(ApprovalShape) }, ...problems },
})

/** @param kinds every kind there is: the routes of a slice that knows none of them */
export function approvalsRoutes(kinds: Kinds) {
  const shown = (row: ApprovalRow, ctx: Ctx) => approvalOf(row, kinds, ctx)
  return newRouter()
    .openapi(queue, async (c) => {
      const ctx = c.get('ctx')
      const { exceptions, toDecide, toUse, waiting } = await queueOf(ctx, kinds)
      const all = (rows: readonly ApprovalRow[]) => rows.map((row) => shown(row, ctx))
      const body = { exceptions: all(exceptions), toDecide: all(toDecide), toUse: all(toUse), waiting: all(waiting) }
      return c.json(body, 200)
    })
    .openapi(list, async (c) => {
      const ctx = c.get('ctx')
      const { items, nextCursor } = await listApprovals(ctx, kinds, c.req.valid('query'))
      return c.json({ items: items.map((row) => shown(row, ctx)), nextCursor }, 200)
    })
    .openapi(one, async (c) => {
      const ctx = c.get('ctx')
      return c.json(shown(await getApproval(ctx, kinds, c.req.valid('param').id), ctx), 200)
    })
    .openapi(approval, async (c) => {
      const ctx = c.get('ctx')
      const { row, handOver } = await approve(ctx, kinds, c.req.valid('param').id)
      c.header('Cache-Control', 'no-store')
      return c.json({ approval: shown(row, ctx), ...(handOver && { handOver }) }, 200)
    })
    .openapi(refusal, async (c) => {
      const ctx = c.get('ctx')
      return c.json(shown(await refuse(ctx, kinds, c.req.valid('param').id, c.req.valid('json').reason), ctx), 200)
    })
    .openapi(withdrawal, async (c) => {
      const ctx = c.get('ctx')
      return c.json(shown(await withdraw(ctx, kinds, c.req.valid('param').id), ctx), 200)
    })
}
