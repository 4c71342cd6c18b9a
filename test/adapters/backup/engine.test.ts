import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedBackupEngine } from '#adapters/backup/engine.node.ts'
import { type EmbeddedDatabase, startEmbedded } from '#adapters/database/embedded.node.ts'
import type { BackupEngine, BackupTaken } from '#src/ports.ts'
import { passableFolder } from '../../folder.ts'

const NOW = Date.UTC(2026, 10, 21)

let dataDirectory: string
let database: EmbeddedDatabase
let engine: BackupEngine
let taken: BackupTaken

async function query<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

/** A copy of the good backup to spoil, under its own id. */
function spoiled(id: string, spoil: (folder: string) => void): Promise<Awaited<ReturnType<BackupEngine['drill']>>> {
  const backups = join(dataDirectory, 'backups')
  cpSync(join(backups, 'good'), join(backups, id), { recursive: true })
  spoil(join(backups, id))
  return engine.drill(id, taken.manifestDigest, () => undefined)
}

beforeAll(async () => {
  dataDirectory = passableFolder('backup')
  database = await startEmbedded({ dataDirectory, isDurable: false })
  await query(`create table ledger (id int primary key, word text, at timestamptz default now());
    insert into ledger select n, 'word ' || n from generate_series(1, 5000) n; create table empty (n int)`)
  engine = embeddedBackupEngine({
    dataDirectory,
    url: database.ownerUrl,
    clusterDirectory: database.clusterDirectory,
    now: () => NOW,
  })
  taken = await engine.take('good')
})

afterAll(async () => {
  await database.stop()
  rmSync(dataDirectory, { recursive: true, force: true })
})

describe('a backup of the embedded database', () => {
  it('is complete, restores on a server of its own, and holds the very rows that were backed up', async () => {
    expect(await engine.inspect('good', taken.manifestDigest)).toMatchObject({
      manifest: 'intact',
      missing: [],
      altered: [],
      missingWal: [],
      fileCount: taken.fileCount,
    })
    const phases: string[] = []
    const evidence = await engine.drill('good', taken.manifestDigest, (phase) => phases.push(phase))
    expect(evidence.startError).toBeUndefined()
    const ledger = evidence.tables.find(({ table }) => table === 'public.ledger')
    expect(ledger?.restored?.rows).toBe(5000)
    expect(evidence.tables.every(({ before, restored }) => restored?.digest === before.digest)).toBe(true)
    expect(phases).toEqual(['files', 'copy', 'start', 'compare', 'destroy'])
    expect(evidence.takenAt).toBe(NOW)
    expect(readdirSync(join(dataDirectory, 'backups/good/data/pg_replslot'))).toEqual([])
    expect(readdirSync(dataDirectory).filter((name) => name.startsWith('drill-'))).toEqual([])
  })

  it('restores from itself alone, also where a drill that was killed left files in the way', async () => {
    const scratch = join(dataDirectory, 'drill-good')
    mkdirSync(scratch)
    // With this file a restored server would wait for another one instead of opening.
    writeFileSync(join(scratch, 'standby.signal'), '')
    const evidence = await engine.drill('good', taken.manifestDigest, () => undefined)
    expect(evidence.startError).toBeUndefined()
    expect(evidence.tables.length).toBeGreaterThan(0)
  })

  it('does not see what was written after it', async () => {
    await query(`insert into ledger values (5001, 'later')`)
    const evidence = await engine.drill('good', taken.manifestDigest, () => undefined)
    expect(evidence.tables.find(({ table }) => table === 'public.ledger')?.restored?.rows).toBe(5000)
  })

  it('tells two databases apart that differ in one letter of one row', async () => {
    const [first] = await query<{ digest: string }>(`select md5(string_agg(word, ',' order by id)) digest from ledger`)
    await query(`update ledger set word = 'wore 1' where id = 1`)
    const [second] = await query<{ digest: string }>(`select md5(string_agg(word, ',' order by id)) digest from ledger`)
    expect(first?.digest).not.toBe(second?.digest)
    const other = await engine.take('other')
    const before = await engine.drill('good', taken.manifestDigest, () => undefined)
    const after = await engine.drill('other', other.manifestDigest, () => undefined)
    const digest = (evidence: typeof before) =>
      evidence.tables.find(({ table }) => table === 'public.ledger')?.restored?.digest
    expect(digest(before)).not.toBe(digest(after))
  })

  it('names a file with one flipped bit', async () => {
    const evidence = await spoiled('bit', (folder) => {
      const path = join(folder, 'data/global/pg_control')
      const bytes = readFileSync(path)
      bytes[300] = (bytes[300] ?? 0) ^ 1
      writeFileSync(path, bytes)
    })
    expect(evidence.files.altered).toEqual(['global/pg_control'])
  })

  it('names a deleted file', async () => {
    const evidence = await spoiled('gone', (folder) => rmSync(join(folder, 'data/PG_VERSION')))
    expect(evidence.files.missing).toEqual(['PG_VERSION'])
    expect(evidence.startError).toBeDefined()
  })

  it('without its log segment is named so, and the restored server refuses to start', async () => {
    const evidence = await spoiled('wal', (folder) => {
      for (const name of readdirSync(join(folder, 'data/pg_wal')))
        if (/^[0-9A-F]{24}$/.test(name)) rmSync(join(folder, 'data/pg_wal', name))
    })
    expect(evidence.files.missingWal.length).toBeGreaterThan(0)
    expect(evidence.startError).toMatch(/checkpoint|WAL|recovery/i)
  })

  it('with a manifest somebody wrote anew is not believed', async () => {
    const evidence = await spoiled('forged', (folder) => {
      const path = join(folder, 'manifest.json')
      writeFileSync(path, readFileSync(path, 'utf8').replace('"rows": 5000', '"rows": 4999'))
    })
    expect(evidence.files.manifest).toBe('altered')
  })
})
