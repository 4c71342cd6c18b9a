import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { AppError, ROLES } from '#src/context.ts'
import { type AppEnv, newRouter, problems, route } from '#src/route.ts'
import { changePassword } from './change-password.ts'
import { createAccount } from './create.ts'
import { ChangePassword, CreateAccount, SignIn } from './inputs.ts'
import { listAccounts } from './list.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { whoIs } from './who-is.ts'

const Roles = z.array(z.enum(ROLES))
const Me = z.object({ id: z.string(), name: z.string(), username: z.string(), roles: Roles }).openapi('Me')
const Account = z
  .object({
    id: z.string(),
    personId: z.string(),
    name: z.string(),
    username: z.string(),
    roles: Roles,
    isDisabled: z.boolean(),
    lockedUntil: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .openapi('Account')
const Created = z
  .object({ id: z.string(), name: z.string(), username: z.string(), roles: Roles, password: z.string() })
  .openapi('CreatedAccount')

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const open = route('public', {
  method: 'post',
  path: '/sessions',
  tags: ['accounts'],
  summary: 'Sign in; the session comes as a cookie',
  request: { body: { required: true, ...json(SignIn) } },
  responses: { 201: { description: 'Signed in', ...json(z.object({ account: Me })) }, ...problems },
})
const close = route('signing-in', {
  method: 'delete',
  path: '/sessions/current',
  tags: ['accounts'],
  summary: 'Sign out',
  responses: { 204: { description: 'Signed out' }, ...problems },
})
const me = route('signing-in', {
  method: 'get',
  path: '/me',
  tags: ['accounts'],
  summary: 'Who is signed in',
  responses: { 200: { description: 'The account', ...json(Me) }, ...problems },
})
const password = route('signed-in', {
  method: 'put',
  path: '/me/password',
  tags: ['accounts'],
  summary: 'Change the own password; other sessions end',
  request: { body: { required: true, ...json(ChangePassword) } },
  responses: { 204: { description: 'Changed' }, ...problems },
})
const list = route(['system-admin', 'security-admin', 'audit-admin'], {
  method: 'get',
  path: '/accounts',
  tags: ['accounts'],
  summary: 'All accounts',
  responses: { 200: { description: 'Accounts', ...json(z.object({ items: z.array(Account) })) }, ...problems },
})
const create = route(['security-admin'], {
  method: 'post',
  path: '/accounts',
  tags: ['accounts'],
  summary: 'Create an account; its first password is in the answer and nowhere else',
  request: { body: { required: true, ...json(CreateAccount) } },
  responses: { 201: { description: 'Created', ...json(Created) }, ...problems },
})

export const accountsRoutes = newRouter()
  .openapi(open, async (c) => {
    const { token, account } = await signIn(c.get('ctx'), c.req.valid('json'))
    setCookie(c, cookieName(c), token, { path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure(c) })
    return c.json({ account: await whoIs(c.get('ctx').db, account) }, 201)
  })
  .openapi(close, async (c) => {
    await signOut(c.get('ctx'))
    deleteCookie(c, cookieName(c), { path: '/', secure: isSecure(c) })
    return c.body(null, 204)
  })
  .openapi(me, async (c) => {
    const { actor, db } = c.get('ctx')
    if (actor.type !== 'account') throw new AppError('unauthenticated', 'app.sign-in-required')
    return c.json(await whoIs(db, actor), 200)
  })
  .openapi(password, async (c) => {
    await changePassword(c.get('ctx'), c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(list, async (c) => {
    const accounts = await listAccounts(c.get('ctx'))
    const time = (instant: number) => new Date(instant).toISOString()
    return c.json(
      {
        items: accounts.map((one) => ({
          ...one,
          lockedUntil: one.lockedUntil === null ? null : time(one.lockedUntil),
          createdAt: time(one.createdAt),
        })),
      },
      200,
    )
  })
  .openapi(create, async (c) => c.json(await createAccount(c.get('ctx'), c.req.valid('json')), 201))

/** The session token of a request; none when it has no cookie of ours. */
export function sessionToken(c: Context<AppEnv>): string | undefined {
  return getCookie(c, cookieName(c))
}

/** `__Host-` binds the cookie to this host and to TLS; on plain http (the loopback default) browsers differ in accepting it. */
function cookieName(c: Context<AppEnv>): string {
  return isSecure(c) ? '__Host-zhengxun' : 'zhengxun'
}

function isSecure(c: Context<AppEnv>): boolean {
  return c.get('isSecure')
}
