import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { type AccountFactors, factorsOfAccount } from './of-account.ts'

const moment = z.iso.datetime()
const Factors = z
  .object({
    totp: z.object({ confirmedAt: moment }).nullable(),
    passkeys: z.array(
      z.object({ label: z.string(), isBackedUp: z.boolean(), createdAt: moment, lastUsedAt: moment.nullable() }),
    ),
    certificates: z.array(
      z.object({
        subject: z.string(),
        issuer: z.string(),
        notAfter: moment,
        createdAt: moment,
        lastUsedAt: moment.nullable(),
        heldAt: moment.nullable().openapi({ description: 'Suspended since' }),
      }),
    ),
    recoveryCodes: z.object({ left: z.number(), since: moment }).nullable(),
    provider: z.string().nullable().openapi({ description: 'The provider of identities that is set up, by its name' }),
  })
  .openapi('AccountFactors')

const factors = route(['security-admin'], {
  method: 'get',
  path: '/accounts/{id}/factors',
  tags: ['accounts'],
  summary: 'What an account can prove itself with beside its password: kinds and dates, never a secret',
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: { description: 'Factors', content: { 'application/json': { schema: Factors } } },
    ...problems,
  },
})

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

function shown({ totp, passkeys, certificates, recoveryCodes }: AccountFactors) {
  return {
    totp: totp && { confirmedAt: iso(totp.confirmedAt) },
    passkeys: passkeys.map((one) => ({
      ...one,
      createdAt: iso(one.createdAt),
      lastUsedAt: isoOrNull(one.lastUsedAt),
    })),
    certificates: certificates.map((one) => ({
      ...one,
      ...{ notAfter: iso(one.notAfter), createdAt: iso(one.createdAt) },
      ...{ lastUsedAt: isoOrNull(one.lastUsedAt), heldAt: isoOrNull(one.heldAt) },
    })),
    recoveryCodes: recoveryCodes && { left: recoveryCodes.left, since: iso(recoveryCodes.since) },
  }
}

export const factorRoutes = newRouter().openapi(factors, async (c) => {
  const ctx = c.get('ctx')
  const provider = ctx.ports.identityProvider.name ?? null
  return c.json({ ...shown(await factorsOfAccount(ctx, c.req.valid('param').id)), provider }, 200)
})
