// A6: the database stopped, read-only, slow, cut in the middle of a commit, full. What a person asked for is refused and not done,
// or done and said so; never one without the other.

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { eq, like, sql } from 'drizzle-orm'
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openDatabase } from '#db/open.node.ts'
import { sessions } from '#db/schema/accounts.ts'
import { approvals } from '#db/schema/approvals.ts'
import { auditLog } from '#db/schema/audit.ts'
import { createAccount } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import { forgeryToken } from '#http/forgery.ts'
import { NOW, testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { databaseProxy } from './database-proxy.ts'
import { smallDisk } from './small-disk.ts'

/** Five seconds an answer, and the limits the service has; or both fiftyfold shorter. */
const IS_WHOLE = process.env.ZHENGXUN_TEST_FAULTS === 'whole'
const SLOW_MS = IS_WHOLE ? 5_000 : 400
const CONNECT_TIMEOUT_MS = IS_WHOLE ? 5_000 : 300
const ROUNDS = IS_WHOLE ? 50 : 8

const { db, owner, url } = await withDatabase()
const proxy = await databaseProxy(url)
const through = openDatabase(proxy.url, {
  poolSize: 3,
  applicationName: 'faults',
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
})
afterAll(async () => {
  await through.close()
  await proxy.close()
})
/** Until every connection that was cut is known to be: the first question on such a one is refused. */
async function settled(): Promise<void> {
  for (let isWhole = false; !isWhole; )
    isWhole = await Promise.all([through.ping(), through.ping(), through.ping()]).then(
      () => true,
      () => false,
    )
}
afterEach(async () => {
  proxy.mend()
  proxy.cut()
  await settled()
})

const ports = {
  passwords: { hash: async () => '', verify: async () => false },
  secrets: openSecretVault(randomBytes(32)),
}
const silent = () => undefined
const app = createApp({
  db: through.db,
  ports: testCtx(db, { ports }).ports,
  now: () => NOW,
  log: { info: silent, warn: silent, error: silent },
  checkReady: through.ping,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  readAsset: async () => undefined,
})

const administrator = await (async () => {
  const { id } = await createAccount(testCtx(db, { ports }), { name: 'S', username: 's', roles: ['security-admin'] })
  const token = randomUUID()
  await db.insert(sessions).values({
    ...{ id: randomUUID(), accountId: id, address: '', factors: ['password', 'totp'], authenticatedAt: NOW },
    ...{ createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW + 60_000 },
    tokenHash: createHash('sha256').update(token).digest('hex'),
  })
  return { cookie: `zhengxun=${token}`, 'x-csrf-token': await forgeryToken(token) }
})()

let count = 0
/** A privileged action: what was answered, and whether it and its audit row are there, as the database itself says. */
async function act(): Promise<{ status: number; code: string; isDone: boolean; isAudited: boolean }> {
  count += 1
  const username = `person-${count}`
  const before = await db.$count(auditLog, eq(auditLog.action, 'approval.requested'))
  const answer = await app.request('/api/v1/accounts', {
    method: 'POST',
    headers: { ...administrator, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'P', username, roles: ['operator'], reason: 'a test of faults' }),
  })
  const { code = '' } = (await answer.json()) as { code?: string }
  const asked = await db.$count(approvals, like(approvals.request, `%"${username}"%`))
  const after = await db.$count(auditLog, eq(auditLog.action, 'approval.requested'))
  return { status: answer.status, code, isDone: asked > 0, isAudited: after > before }
}

/** A disk that holds one table alone and really fills up; as the server says it (SQLSTATE 53100) where nothing can be mounted. */
async function diskOf(table: string) {
  const { rows } = await owner.execute<{ folder: string }>(sql`select setting as folder from pg_settings
    where name = 'data_directory'`)
  const small = smallDisk(statSync(rows[0]?.folder ?? '').uid)
  const run = (statement: string) => owner.execute(sql.raw(statement))
  if (!small) {
    await run(`create function full_disk() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`)
    const fill = () => run(`create trigger full_disk before insert on ${table} execute function full_disk()`)
    const empty = () => run(`drop trigger full_disk on ${table}`)
    return { fill, empty, close: async () => undefined }
  }
  const space = `small_${randomBytes(6).toString('hex')}`
  await run(`create tablespace ${space} location '${small.folder}'`)
  // A row a page: there is never room left in the pages that are there.
  await run(`alter table ${table} set (fillfactor = 10)`)
  await run(`alter table ${table} set tablespace ${space}`)
  const close = async () => {
    await run(`alter table ${table} set tablespace pg_default`)
    await run(`drop tablespace ${space}`)
    small.close()
  }
  return { ...small, close }
}

const REFUSED = { status: 503, code: 'app.database-away', isDone: false, isAudited: false }
const DONE = { status: 202, code: '', isDone: true, isAudited: true }

describe('a privileged action', () => {
  it('is refused and not done while the database is stopped, and done again as soon as it is back', async () => {
    expect(await act()).toEqual(DONE)
    proxy.stop()
    for (let again = 0; again < 6; again += 1) expect(await act()).toEqual(REFUSED)
    expect((await app.request('/readyz')).status).toBe(503)
    proxy.mend()
    await settled()
    expect(await act()).toEqual(DONE)
  })

  it('is refused and not done while the database only reads', async () => {
    const name = new URL(url).pathname.slice(1)
    const reads = (isOn: boolean) =>
      owner.execute(sql.raw(`alter database ${name} set default_transaction_read_only = ${isOn ? 'on' : 'off'}`))
    await reads(true)
    proxy.cut()
    await settled()
    try {
      expect(await act()).toEqual(REFUSED)
    } finally {
      await reads(false)
      proxy.cut()
      await settled()
    }
    expect(await act()).toEqual(DONE)
  })

  it('is refused and not done when the disk of the database is full, and done once there is room', async () => {
    const disk = await diskOf('audit_log')
    onTestFinished(disk.close)
    await disk.fill()
    for (let again = 0; again < 6; again += 1) expect(await act()).toEqual(REFUSED)
    await disk.empty()
    expect(await act()).toEqual(DONE)
  })

  it(`is either refused and not done, or done and said so, while every answer takes ${SLOW_MS} ms`, async () => {
    expect(await act()).toEqual(DONE)
    proxy.slowBy(SLOW_MS)
    // On a connection that is open it takes long; a new one takes longer than the service waits.
    const onOpen = await act()
    expect([REFUSED, DONE]).toContainEqual(onOpen)
    proxy.cut()
    proxy.slowBy(SLOW_MS)
    expect(await act()).toEqual(REFUSED)
    proxy.mend()
    await settled()
    expect(await act()).toEqual(DONE)
  }, 400_000)

  it(`whose commit never arrived was not done, and is refused, ${ROUNDS} times of ${ROUNDS}`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      proxy.loseNext('commit')
      expect(await act()).toEqual(REFUSED)
      await settled()
      expect(await act()).toEqual(DONE)
    }
  }, 120_000)

  it(`whose commit arrived was done, and is said to be, though the answer was lost, ${ROUNDS} times of ${ROUNDS}`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      proxy.loseNext('answer')
      expect(await act()).toEqual(DONE)
      await settled()
    }
  }, 120_000)

  it('of which nobody can say whether it was done is not said to be refused', async () => {
    proxy.loseNext('answer', true)
    expect(await act()).toEqual({ status: 503, code: 'app.outcome-unknown', isDone: true, isAudited: true })
    proxy.mend()
    await settled()
    proxy.loseNext('commit', true)
    expect(await act()).toEqual({ status: 503, code: 'app.outcome-unknown', isDone: false, isAudited: false })
  })

  it('leaves no connection behind that the pool would miss, however often it fails', async () => {
    for (let again = 0; again < 12; again += 1) {
      proxy.loseNext('commit')
      await act()
      proxy.stop()
      await act()
      proxy.mend()
    }
    await settled()
    expect(await Promise.all(Array.from({ length: 3 }, act))).toEqual([DONE, DONE, DONE])
  })
})
