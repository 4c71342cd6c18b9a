// The way back of the service's own database, walked with a real server, a real backup and a real later release.

import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { embeddedBackupEngine } from '#adapters/backup/engine.node.ts'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { startEmbedded } from '#adapters/database/embedded.node.ts'
import { runBackup } from '#cli/backup.ts'
import { ForeignSchema, openDatabase } from '#db/open.node.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { verifyAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { upgradeDatabase } from '#src/upgrade.node.ts'
import { fixedRights } from '../context.ts'
import { passableFolder } from '../folder.ts'

const MIGRATIONS = fileURLToPath(new URL('../../src/db/migrations', import.meta.url))
const NOW = Date.UTC(2026, 10, 21)
const dataDirectory = passableFolder('restore')
const backupDirectory = join(dataDirectory, 'backups')
const passwords: Record<string, string> = {}

/** The database of the directory for as long as `work` lasts, as the service would have it. */
async function serving<T>(
  work: (url: string, engine: ReturnType<typeof embeddedBackupEngine>) => Promise<T>,
): Promise<T> {
  const database = await startEmbedded({ dataDirectory, isDurable: false })
  const { ownerUrl: url, clusterDirectory } = database
  try {
    return await work(url, embeddedBackupEngine({ dataDirectory, url, clusterDirectory, now: () => NOW }))
  } finally {
    await database.stop()
  }
}

async function onDatabase<T>(url: string, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase(url, { poolSize: 2, applicationName: 'test' })
  const ports = { passwords: nodePasswords(), rights: fixedRights } as Partial<Ports> as Ports
  try {
    return await work({ db, ports, now: NOW, actor: { type: 'system', name: 'test' }, requestId: 'test' })
  } finally {
    await close()
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function restore(id: string, persons: string, extra: string[] = [], typed?: string) {
  const said: string[] = []
  const lines =
    typed ??
    persons
      .split(',')
      .map((name) => `${passwords[name] ?? ''}\n`)
      .join('')
  const io = { out: (text: string) => said.push(text), err: () => undefined, input: Readable.from([lines]) }
  const words = ['restore', join(backupDirectory, id), '--persons', persons, '--reason', '磁盘损坏', ...extra]
  return { exit: await runBackup(words, io), said: said.join('') }
}

/** What tells one state of the database from another. */
const mark = () => serving((url) => query(url, 'select word from marks order by word'))
const set = (word: string) => serving((url) => query(url, `insert into marks values ('${word}')`))
const asides = () => readdirSync(dataDirectory).filter((name) => name.startsWith('postgres.before-'))

let digest = ''

beforeAll(async () => {
  vi.stubEnv('ZHENGXUN_DATA_DIR', dataDirectory)
  await serving(async (url, engine) => {
    await upgradeDatabase({ url, backupEngine: engine, backupDirectory, now: NOW })
    await onDatabase(url, async (ctx) => {
      const made = await seedAccounts(ctx, ['system-admin', 'security-admin', 'operator'])
      for (const { username, password } of made) passwords[username] = password
    })
    await query(url, `create table marks (word text primary key); insert into marks values ('backed up')`)
    digest = (await engine.take('good')).manifestDigest
  })
}, 180_000)

afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(dataDirectory, { recursive: true, force: true })
})

describe('backup restore', () => {
  it('changes nothing for a wrong password, one person, a missing role, or a manifest that is not the one kept elsewhere', async () => {
    await set('later')
    const refused = [
      await restore('good', 'system-admin,security-admin', [], 'wrong\nwrong\n'),
      await restore('good', 'system-admin,system-admin'),
      await restore('good', 'system-admin,operator'),
      await restore('good', 'system-admin,security-admin', [
        '--manifest-digest',
        digest.replace(/^./, (c) => (c === '0' ? '1' : '0')),
      ]),
      await restore('none', 'system-admin,security-admin'),
    ]
    expect(refused.map(({ exit }) => exit)).toEqual([1, 1, 1, 1, 1])
    for (const { said } of refused) expect(said).toContain('没有恢复，一切保持原样')
    expect(await mark()).toEqual([{ word: 'backed up' }, { word: 'later' }])
    expect(asides()).toEqual([])
  }, 120_000)

  it('refuses a backup with one byte changed, and names the file', async () => {
    cpSync(join(backupDirectory, 'good'), join(backupDirectory, 'spoiled'), { recursive: true })
    appendFileSync(join(backupDirectory, 'spoiled/data/PG_VERSION'), ' ')
    const { exit, said } = await restore('spoiled', 'system-admin,security-admin')
    expect(exit).toBe(1)
    expect(said).toContain('PG_VERSION')
  }, 120_000)

  it('is refused while the service runs on the directory', async () => {
    await serving(async () => {
      await expect(restore('good', 'system-admin,security-admin')).rejects.toThrow('in use by process')
    })
  }, 120_000)

  it('puts the backup in place, keeps what was there, and leaves an unbroken trail that names two persons and the reason', async () => {
    const { exit, said } = await restore('good', 'system-admin,security-admin', ['--manifest-digest', digest])
    expect(said).toContain('已恢复')
    expect(exit).toBe(0)
    expect(await mark()).toEqual([{ word: 'backed up' }])
    expect(asides()).toHaveLength(1)
    await serving(async (url) => {
      const [row] = await query(url, `select detail from audit_log where action = 'service.restored'`)
      expect(row?.detail).toMatchObject({
        reason: '磁盘损坏',
        persons: [{ name: '系统管理员' }, { name: '安全保密管理员' }],
      })
      expect(await onDatabase(url, (ctx) => verifyAudit(ctx.db, { primitives: nodePrimitives }))).toMatchObject({
        isIntact: true,
      })
    })
  }, 120_000)
})

describe('a later release', () => {
  const laterRelease = join(dataDirectory, 'later-release')

  /** The migrations of this release and one more, which fills a new column from an old one. */
  function plantLaterRelease(): void {
    cpSync(MIGRATIONS, laterRelease, { recursive: true })
    const path = join(laterRelease, 'meta/_journal.json')
    const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: Record<string, unknown>[] }
    const last = journal.entries.at(-1) as { idx: number; when: number }
    journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_later' })
    writeFileSync(path, JSON.stringify(journal))
    const change = `alter table accounts add column shown_name text;--> statement-breakpoint
      update accounts set shown_name = upper(username);`
    writeFileSync(join(laterRelease, '9999_later.sql'), change)
  }

  it('carries the data over, and has backed it up before', async () => {
    mkdirSync(laterRelease)
    plantLaterRelease()
    await serving(async (url, backupEngine) => {
      const order = { url, backupEngine, backupDirectory, now: NOW }
      // Up to date already: nothing to back up for.
      expect((await upgradeDatabase(order)).backupId).toBeUndefined()
      const { backupId } = await upgradeDatabase({ ...order, migrationsFolder: laterRelease })
      expect(backupId).toBe('upgrade-20261121T000000Z')
      expect(existsSync(join(backupDirectory, `${backupId}.sha256`))).toBe(true)
      const rows = await query(url, 'select username, shown_name from accounts order by username')
      expect(rows).toHaveLength(3)
      for (const { username, shown_name } of rows) expect(shown_name).toBe(String(username).toUpperCase())
      // This release does not touch a database it does not know.
      await expect(upgradeDatabase(order)).rejects.toThrow(ForeignSchema)
    })
  }, 120_000)

  it('is left by restoring that backup: this release opens it again, every account as it was', async () => {
    const kept = readFileSync(join(backupDirectory, 'upgrade-20261121T000000Z.sha256'), 'utf8').trim()
    const { exit } = await restore('upgrade-20261121T000000Z', 'system-admin,security-admin', [
      '--manifest-digest',
      kept,
    ])
    expect(exit).toBe(0)
    await serving(async (url, backupEngine) => {
      await upgradeDatabase({ url, backupEngine, backupDirectory, now: NOW })
      const columns = await query(url, `select * from accounts limit 1`)
      expect(Object.keys(columns[0] ?? {})).not.toContain('shown_name')
      expect(await query(url, 'select username from accounts order by username')).toEqual([
        { username: 'operator' },
        { username: 'security-admin' },
        { username: 'system-admin' },
      ])
    })
  }, 120_000)
})
