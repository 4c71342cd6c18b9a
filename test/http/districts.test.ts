// What belongs to one district, asked for from another over HTTP: every route that takes the id of such a thing.

import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { sessions } from '#db/schema/accounts.ts'
import { createAccount } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import type { Role } from '#src/context.ts'
import { policyOf, rolesOf } from '#src/route.ts'
import { NOW, testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'

const { db } = await withDatabase()
const ports = { passwords: { hash: async () => '', verify: async () => false }, spreadsheets }
const silent = () => undefined
const app = createApp({
  db,
  ports: testCtx(db, { ports }).ports,
  now: () => NOW,
  log: { info: silent, warn: silent, error: silent },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  readAsset: async () => undefined,
})

async function signedIn(
  role: Role,
  districtId?: string,
): Promise<{ accountId: string; headers: Record<string, string> }> {
  const username = `${role}.${randomUUID().slice(0, 8)}`
  const { id } = await createAccount(testCtx(db, { ports }), {
    name: role,
    username,
    roles: [role],
    ...(districtId && { districtId }),
  })
  const token = randomUUID()
  await db.insert(sessions).values({
    ...{ id: randomUUID(), accountId: id, address: '', factors: ['password', 'totp'], authenticatedAt: NOW },
    ...{ createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW + 60_000 },
    tokenHash: createHash('sha256').update(token).digest('hex'),
  })
  return { accountId: id, headers: { cookie: `zhengxun=${token}` } }
}

/** A verification and a batch of 浦东新区, made by `actorId`; both with the same id. */
async function plant(actorId: string): Promise<string> {
  const id = randomUUID()
  await db.execute(sql`insert into verifications (id, number, created_at, actor_id, actor_name, district_id, file_name, sha256, kind, verdict,
    indication, technical, report, judged_at, asked, is_watched) values (${id}, ${id}, now(), ${actorId}, '', '310115', 'f', '00', 'cms', 'VALID',
    'TOTAL-PASSED', 'PASSED', '{}', now(), '{}', false)`)
  await db.execute(sql`insert into verification_batches (id, created_at, actor_id, actor_name, district_id, name, state, is_watched)
    values (${id}, now(), ${actorId}, '', '310115', 'f', 'waiting', false)`)
  return id
}

it('is not there for anybody of another district or of none, whatever the role, and is there for the own and the centre', async () => {
  const clerk = await signedIn('district-clerk', '310115')
  const id = await plant(clerk.accountId)
  const routes = app.routes.flatMap(({ method, path, handler }) => {
    const policy = policyOf(handler)
    const isOurs = /^\/api\/v1\/(verifications|verification-batches)\/:id(\/|$)/.test(path)
    return policy !== undefined && isOurs ? [{ method, path, roles: rolesOf(policy) ?? [] }] : []
  })
  expect(routes.length).toBeGreaterThan(10)
  const ask = async (route: (typeof routes)[number], headers: Record<string, string>) =>
    (
      await app.request(`${route.path.replace(':id', id).replace(/:\w+(\{[^}]*\})?/g, '1')}?with=${id}`, {
        method: route.method,
        headers,
      })
    ).status
  let cells = 0
  for (const route of routes.filter(({ method }) => method === 'GET'))
    for (const role of route.roles)
      for (const district of ['310101', undefined]) {
        if (district === undefined && role !== 'district-clerk') continue
        const stranger = await signedIn(role, district)
        expect([route.path, role, district, await ask(route, stranger.headers)]).toEqual([
          route.path,
          role,
          district,
          404,
        ])
        cells += 1
      }
  const one = routes.find(({ path, method }) => path === '/api/v1/verification-batches/:id' && method === 'GET')
  if (!one) throw new Error('no route to a batch')
  expect(await ask(one, clerk.headers)).toBe(200)
  expect(await ask(one, (await signedIn('auditor')).headers)).toBe(200)
  process.stdout.write(`A8: ${cells} of ${cells} cells of another district refused\n`)
})

it('shows a clerk without a district nothing', async () => {
  const { headers } = await signedIn('district-clerk')
  const list = await app.request('/api/v1/verifications', { headers })
  expect(await list.json()).toMatchObject({ items: [] })
})
