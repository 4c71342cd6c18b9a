// The counter of the house, reached as its people reach it: the whole HTTP side over a real database and the built-in authorities, with
// sessions of real accounts. Whatever is answered to somebody of a district is held against the database before it is handed on.

import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { eq, sql } from 'drizzle-orm'
import { afterAll } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { diskUploads } from '#adapters/uploads/receive.node.ts'
import type { Db } from '#db/database.ts'
import { openDatabase } from '#db/open.node.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { foundAuthority, OpenBuiltin } from '#features/authority/index.ts'
import { createApp } from '#http/app.ts'
import { forgeryToken } from '#http/forgery.ts'
import { type AccountActor, AppError, type Ctx, type Role } from '#src/context.ts'
import { NOW } from '../../context.ts'
import type { TestDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'
import { SM2_AUTHORITY } from '../authority/estate.ts'
import { officeIn } from './office.ts'

export const ORIGIN = 'http://127.0.0.1:8460'

export interface Visitor {
  name: string
  actor: AccountActor
  /** `*`: sees the whole estate; empty: sees nothing of any district. */
  district: string
  headers: Record<string, string>
}

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below `/api/v1`. */
  path: string
  body?: object | FormData
  /** The keys of the authority cannot be reached while this is answered. */
  isAway?: boolean
}

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: any route's answer
  json: any
}

/** Roles that no district binds. */
const UNBOUND: readonly Role[] = ['ra-officer', 'auditor', 'operator']

export async function openCounter({ db: given, url, owner }: TestDatabase) {
  // Many at once: the pool of a suite is for one after the other.
  const { db, close } = openDatabase(url, { poolSize: 12, applicationName: 'counter', connectTimeoutMs: 25_000 })
  const office = await officeIn(given)
  const verifier = createVerifierPool({ maxWorkers: 2 })
  const folder = passableFolder('counter')
  afterAll(async () => {
    await Promise.all([close(), verifier.close()])
    rmSync(folder, { recursive: true, force: true })
  })
  const away = new AsyncLocalStorage<boolean>()
  const ports = {
    ...office.system.ports,
    ...{ verifier, deliveryReader: verifier, sealPictures: verifier, spreadsheets, uploads: diskUploads(folder) },
    keys: unreliable(openKeyVault(Buffer.alloc(32, 7)), away),
  }
  // A millisecond a call: what happened in a call can be told from what happened before it.
  let clock = NOW
  const faults: unknown[] = []
  const silent = () => undefined
  const app = createApp({
    ...{ db, ports, now: () => clock, checkReady: async () => undefined, publicUrl: new URL(ORIGIN) },
    log: { info: silent, warn: silent, error: ({ error }) => faults.push(error) },
    ...{ addressOf: () => '127.0.0.1', twoFactors: 'required', readAsset: async () => undefined },
  })
  const system: Ctx = { ...office.system, db, ports, now: NOW }
  await openAuthorities(system)

  const visitor = async (role: Role, district?: string, sameAs?: Visitor): Promise<Visitor> => {
    const actor = await office.personOf(role, district, sameAs?.actor)
    const token = randomUUID()
    await given.update(accounts).set({ passwordIsTemporary: false }).where(eq(accounts.id, actor.accountId))
    await given.insert(sessions).values({
      ...{ id: randomUUID(), accountId: actor.accountId, address: '', factors: ['password', 'totp'] },
      ...{ authenticatedAt: NOW, createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW + 86_400_000 },
      tokenHash: createHash('sha256').update(token).digest('hex'),
    })
    const headers = { cookie: `zhengxun=${token}`, 'x-csrf-token': await forgeryToken(token), origin: ORIGIN }
    return { name: actor.name, actor, district: district ?? (UNBOUND.includes(role) ? '*' : ''), headers }
  }

  const ask = async (who: Visitor, { method, path, body, isAway = false }: Call): Promise<Answer> => {
    clock += 1
    const startedAt = clock
    const isForm = body instanceof FormData
    const request = {
      method,
      headers: { ...who.headers, ...(body && !isForm && { 'content-type': 'application/json' }) },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    }
    const answer = await away.run(isAway, async () => app.request(`/api/v1${path}`, request))
    const text = await answer.text()
    const { status } = answer
    if (status >= 500) throw new Error(`${method} ${path}: ${status} ${text}`, { cause: faults.at(-1) })
    if (who.district !== '*') await requireOwn(owner, who, { method, path, status, text, startedAt })
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false
    return { status, json: isJson && text !== '' ? JSON.parse(text) : undefined }
  }
  return { app, office, visitor, ask, system, owner }
}

/** A vault whose keys now and then cannot be reached: as a device that was unplugged. */
function unreliable(vault: Ctx['ports']['keys'], away: AsyncLocalStorage<boolean>): Ctx['ports']['keys'] {
  return {
    ...vault,
    sign: async (...given) => {
      if (away.getStore()) throw new AppError('unavailable', 'key.token-absent', { key: 'CA' })
      return vault.sign(...given)
    },
  }
}

async function openAuthorities(system: Ctx): Promise<void> {
  const found = (input: object) =>
    system.db.transaction((tx) => foundAuthority(tx, system, OpenBuiltin.parse({ ...SM2_AUTHORITY, ...input })))
  await found({ profiles: ['staff-sm2'] })
  await found({ label: 'staff-p256', commonName: '证巡测试 P-256 CA', algorithm: 'p256', profiles: ['staff-rsa'] })
}

interface Heard {
  method: string
  path: string
  status: number
  text: string
  startedAt: number
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/**
 * Nothing in an answer is of another district: neither an id, nor the number of a request, nor the name of a district beside either. What a
 * refusal repeats of the question is no answer; offices people may be moved to are for everybody.
 */
async function requireOwn(owner: Db, who: Visitor, heard: Heard): Promise<void> {
  if (heard.path.startsWith('/user-requests/transfer-targets')) return
  const told = withoutRefusals(heard)
  const ids = [...new Set(told.match(UUID) ?? [])]
  const numbers = [...new Set(told.match(/SQ-\d{4}-\d{6}/g) ?? [])]
  const strange = [...told.matchAll(/"districtId":"(\d+)"/g)].filter(([, district]) => district !== who.district)
  const rows = ids.length + numbers.length === 0 ? [] : await foreignRows(owner, who.district, { ids, numbers, heard })
  if (rows.length + strange.length > 0)
    throw new Error(
      `${who.name} of ${who.district || 'no district'} read of another: ${heard.method} ${heard.path} → ${heard.status} ${JSON.stringify([...rows, ...strange])}`,
    )
}

/** A refusal names where it was asked (`instance`), and a list of outcomes the ids it was asked about. */
function withoutRefusals({ status, text, path }: Heard): string {
  if (status >= 400) return text.replace(/"instance":"[^"]*"/, '')
  if (!path.endsWith('/decisions')) return text
  const { items } = JSON.parse(text) as { items: { id: string; code: string | null }[] }
  return JSON.stringify(items.filter(({ code }) => code !== 'requests.not-found'))
}

interface Told {
  ids: readonly string[]
  numbers: readonly string[]
  heard: Heard
}

/** Of another district when it was told: who was moved since the question began belonged to the one who asked. */
async function foreignRows(owner: Db, district: string, { ids, numbers, heard }: Told): Promise<unknown[]> {
  const among = sql`any(${`{${ids.join(',')}}`}::uuid[])`
  const movedSince = (
    staffId: ReturnType<typeof sql>,
  ) => sql`exists (select from user_requests t where t.kind = 'transfer'
    and t.state = 'closed' and t.staff_id = ${staffId} and t.ended_at >= ${new Date(heard.startedAt).toISOString()})`
  const { rows } = await owner.execute(sql`
    select 'staff' as what, id::text from staff s where id = ${among} and district_id <> ${district} and not ${movedSince(sql`s.id`)}
    union all select 'credential', id::text from credentials c where id = ${among} and district_id <> ${district}
      and not ${movedSince(sql`c.staff_id`)}
    union all select 'request', id::text from user_requests where district_id <> ${district}
      and (id = ${among} or number = any(${`{${numbers.join(',')}}`}::text[]))
    union all select 'material', m.id::text from user_request_materials m join user_requests r on r.id = m.request_id
      where m.id = ${among} and r.district_id <> ${district}
    union all select 'batch', id::text from user_request_batches where id = ${among} and district_id <> ${district}
    union all select 'issuance', id::text from authority_issuances where id = ${among} and district_id <> ${district}`)
  return rows
}
