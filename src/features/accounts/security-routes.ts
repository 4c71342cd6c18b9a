// One's own security: the password, and what else proves who one is.

import { z } from '@hono/zod-openapi'
import { eq } from 'drizzle-orm'
import { accounts } from '#db/schema/accounts.ts'
import { type Conditions, newRouter, problems, route } from '#src/route.ts'
import { changePassword } from './change-password.ts'
import { renewRecoveryCodes } from './factors/recovery.ts'
import { signedInAccount } from './factors/signed-in.ts'
import { confirmTotp, offerTotp, removeTotp } from './factors/totp.ts'
import { ChangePassword, TotpCode } from './inputs.ts'
import { setSessionToken } from './session-cookie.ts'

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

/** Who is told to change the password or to enrol a second factor may do so, right after having signed in. */
export const SETTING_UP: Conditions = { roles: 'signed-in', stepUp: true, owing: ['password-change', 'enrolment'] }
export const CHANGING: Conditions = { roles: 'signed-in', stepUp: true }

const password = route({ roles: 'signed-in', owing: ['password-change', 'enrolment'] } as const, {
  method: 'put',
  path: '/me/password',
  tags: ['accounts'],
  summary: 'Change the own password; other sessions end',
  request: { body: { required: true, ...json(ChangePassword) } },
  responses: { 204: { description: 'Changed' }, ...problems },
})
const offer = route(SETTING_UP, {
  method: 'post',
  path: '/me/totp',
  tags: ['accounts'],
  summary: 'A new seed for one-time codes, shown this once; it counts when a code of it was confirmed',
  responses: {
    201: { description: 'For the app', ...json(z.object({ uri: z.string(), seed: z.string() })) },
    ...problems,
  },
})
const confirm = route(SETTING_UP, {
  method: 'put',
  path: '/me/totp',
  tags: ['accounts'],
  summary: 'The first one-time code; recovery codes are in the answer and nowhere else',
  request: { body: { required: true, ...json(TotpCode) } },
  responses: {
    200: { description: 'Enrolled', ...json(z.object({ recoveryCodes: z.array(z.string()) })) },
    ...problems,
  },
})
const remove = route(CHANGING, {
  method: 'delete',
  path: '/me/totp',
  tags: ['accounts'],
  summary: 'No more one-time codes; the recovery codes go with them',
  responses: { 204: { description: 'Removed' }, ...problems },
})

const renew = route(CHANGING, {
  method: 'post',
  path: '/me/recovery-codes',
  tags: ['accounts'],
  summary: 'New recovery codes in place of the old ones; they are in the answer and nowhere else',
  responses: { 201: { description: 'Made', ...json(z.object({ recoveryCodes: z.array(z.string()) })) }, ...problems },
})

export const securityRoutes = newRouter()
  .openapi(password, async (c) => {
    await changePassword(c.get('ctx'), c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(offer, async (c) => {
    const ctx = c.get('ctx')
    const { accountId } = signedInAccount(ctx)
    const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId))
    return c.json(await offerTotp(ctx, account?.username ?? ''), 201)
  })
  .openapi(confirm, async (c) => {
    const { token, recoveryCodes } = await confirmTotp(c.get('ctx'), c.req.valid('json').code)
    setSessionToken(c, token)
    return c.json({ recoveryCodes }, 200)
  })
  .openapi(renew, async (c) => c.json({ recoveryCodes: await renewRecoveryCodes(c.get('ctx')) }, 201))
  .openapi(remove, async (c) => {
    await removeTotp(c.get('ctx'))
    return c.body(null, 204)
  })
