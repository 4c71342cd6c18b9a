import { z } from '@hono/zod-openapi'
import { ApprovalShape, approvalOf } from '#features/approvals/index.ts'
import { type Ctx, ROLES } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { listAccounts, listDistricts } from '../list.ts'
import { type Asked, askAccount, askChange } from './ask.ts'
import { AskAccount, AskChange } from './inputs.ts'
import { accountsKind } from './kind.ts'

const Roles = z.array(z.enum(ROLES))
const moment = z.iso.datetime().nullable()
const Account = z
  .object({
    id: z.string(),
    personId: z.string(),
    name: z.string(),
    username: z.string(),
    roles: Roles,
    districtId: z.string().nullable(),
    isDisabled: z.boolean(),
    rightsFault: z.enum(['unsealed', 'altered', 'rolled-back']).nullable(),
    lockedUntil: moment,
    lastSignInAt: moment,
    createdAt: z.iso.datetime(),
  })
  .openapi('Account')
const District = z.object({ id: z.string(), name: z.string(), nameEn: z.string() })
const Created = z
  .object({ id: z.string(), name: z.string(), username: z.string(), roles: Roles, password: z.string() })
  .openapi('CreatedAccount')
const AskedShape = z
  .object({
    approval: ApprovalShape,
    passwordHalf: z.string().optional().openapi({ description: 'The first half of a one-time password: shown once' }),
  })
  .openapi('AskedAccountChange')

const ASKING = { roles: ['security-admin'], stepUp: true } as const

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const tags = ['accounts']
const asked = { description: 'Waits for another security administrator', ...json(AskedShape) }

const list = route(['system-admin', 'security-admin', 'audit-admin'], {
  method: 'get',
  path: '/accounts',
  tags,
  summary: 'All accounts',
  responses: {
    200: { description: 'Accounts', ...json(z.object({ items: z.array(Account), districts: z.array(District) })) },
    ...problems,
  },
})
const create = route(ASKING, {
  method: 'post',
  path: '/accounts',
  tags,
  summary:
    'Ask for an account; another security administrator decides. The second security administrator of an empty estate is made at once',
  request: { body: { required: true, ...json(AskAccount) } },
  responses: {
    201: { description: 'Made at once: the second security administrator', ...json(Created) },
    202: asked,
    ...problems,
  },
})
const change = route(ASKING, {
  method: 'post',
  path: '/accounts/{id}/changes',
  tags,
  summary: 'Ask for a change of an account or of its roles; another security administrator decides',
  request: { params: z.object({ id: z.uuid() }), body: { required: true, ...json(AskChange) } },
  responses: { 202: asked, ...problems },
})

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))
const said = ({ approval, passwordHalf }: Asked, ctx: Ctx) => ({
  approval: approvalOf(approval, [accountsKind], ctx),
  ...(passwordHalf && { passwordHalf }),
})

export const administrationRoutes = newRouter()
  .openapi(list, async (c) => {
    const items = (await listAccounts(c.get('ctx'))).map(({ lockedUntil, lastSignInAt, createdAt, ...rest }) => ({
      ...rest,
      lockedUntil: isoOrNull(lockedUntil),
      lastSignInAt: isoOrNull(lastSignInAt),
      createdAt: iso(createdAt),
    }))
    return c.json({ items, districts: await listDistricts(c.get('ctx')) }, 200)
  })
  .openapi(create, async (c) => {
    const ctx = c.get('ctx')
    const answer = await askAccount(ctx, c.req.valid('json'))
    c.header('Cache-Control', 'no-store')
    if ('made' in answer) return c.json(answer.made, 201)
    return c.json(said(answer, ctx), 202)
  })
  .openapi(change, async (c) => {
    const ctx = c.get('ctx')
    const answer = await askChange(ctx, c.req.valid('param').id, c.req.valid('json'))
    c.header('Cache-Control', 'no-store')
    return c.json(said(answer, ctx), 202)
  })
