import { ApprovalShape, approvalOf } from '#features/approvals/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { askRetention, retentionKind } from './change.ts'
import { AskRetention } from './inputs.ts'

const ask = route(
  { roles: ['audit-admin'], stepUp: true },
  {
    method: 'post',
    path: '/audit/retention',
    tags: ['audit'],
    summary: 'Ask for another time that the trail is kept; a security administrator decides',
    request: { body: { required: true, content: { 'application/json': { schema: AskRetention } } } },
    responses: {
      202: {
        description: 'Waits for a security administrator',
        content: { 'application/json': { schema: ApprovalShape } },
      },
      ...problems,
    },
  },
)

export const retentionRoutes = newRouter().openapi(ask, async (c) => {
  const ctx = c.get('ctx')
  return c.json(approvalOf(await askRetention(ctx, c.req.valid('json')), [retentionKind], ctx), 202)
})
