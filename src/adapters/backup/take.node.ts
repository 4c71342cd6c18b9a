// Takes a backup of the embedded server through PostgreSQL's low-level backup functions: no client tools, no pause for anybody.

import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Instant } from '#core/verdict.ts'
import type { BackupTaken } from '#src/ports.ts'
import { type CopiedFile, copyCluster, copyFile } from './copy.node.ts'
import { DATA_FOLDER, MANIFEST_FILE, type Manifest, writeManifest } from './manifest.ts'
import { type CountedTable, countTables } from './tables.node.ts'

export interface BackupSource {
  url: string
  /** The folder with the database files of that server, readable by us. */
  clusterDirectory: string
  /** One folder a backup below it. */
  backupDirectory: string
  now: () => Instant
}

/** Longer than this and something is wrong; the server forgets the backup when the connection ends. */
const STATEMENT_TIMEOUT_MS = 600_000

/** Writes beside and renames: what carries the backup's name is whole. @throws Error when the copy cannot be made */
export async function takeBackup(source: BackupSource, id: string): Promise<BackupTaken> {
  const draft = join(source.backupDirectory, `.${id}.draft`)
  await mkdir(draft, { recursive: true, mode: 0o700 })
  const client = new pg.Client({ connectionString: source.url, statement_timeout: STATEMENT_TIMEOUT_MS })
  try {
    await client.connect()
    const manifest = await copy(client, source, join(draft, DATA_FOLDER))
    const text = writeManifest(manifest)
    await writeFile(join(draft, MANIFEST_FILE), text, { mode: 0o600 })
    await rename(draft, join(source.backupDirectory, id))
    return {
      manifestDigest: createHash('sha256').update(text).digest('hex'),
      sizeBytes: manifest.files.reduce((sum, file) => sum + file.size, 0),
      fileCount: manifest.files.length,
      tableCount: manifest.tables.length,
    }
  } finally {
    await client.end()
    await rm(draft, { recursive: true, force: true })
  }
}

async function copy(client: pg.Client, source: BackupSource, to: string): Promise<Manifest> {
  // Temporary: it goes with this connection. Until then no checkpoint recycles a segment the backup needs.
  await client.query(`select pg_create_physical_replication_slot('zhengxun_backup', true, true)`)
  const before = await countTables(client)
  const takenAt = source.now()
  const start = await one<{ lsn: string }>(client, `select pg_backup_start('zhengxun', fast => true)::text as lsn`)
  const files = await copyCluster(source.clusterDirectory, to)
  const stop = await one<{ lsn: string; label: string; wal_first: string; wal_last: string; version: string }>(
    client,
    `select lsn::text, labelfile as label, pg_walfile_name($1::pg_lsn) as wal_first, pg_walfile_name(lsn) as wal_last,
       current_setting('server_version') as version
     from pg_backup_stop(wait_for_archive => false)`,
    [start.lsn],
  )
  const after = await countTables(client)
  files.push(await writeLabel(to, stop.label))
  const wal = await copyWal(source.clusterDirectory, to, stop.wal_first, stop.wal_last)
  return {
    format: 'zhengxun-backup/1',
    takenAt,
    serverVersion: stop.version,
    startLsn: start.lsn,
    stopLsn: stop.lsn,
    files: [...files, ...wal],
    wal: wal.map((file) => file.path.slice('pg_wal/'.length)),
    tables: pair(before, after),
  }
}

/** Tells the restored server where recovery begins; without it a restore would silently start from the wrong place. */
async function writeLabel(to: string, label: string): Promise<CopiedFile> {
  await writeFile(join(to, 'backup_label'), label, { mode: 0o600 })
  const bytes = Buffer.from(label)
  return { path: 'backup_label', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Segment names sort as the log runs. History files of other timelines come along. */
async function copyWal(cluster: string, to: string, first: string, last: string): Promise<CopiedFile[]> {
  const folder = join(cluster, 'pg_wal')
  const copied: CopiedFile[] = []
  for (const name of (await readdir(folder)).sort()) {
    const isSegment = /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last
    if (!isSegment && !/^[0-9A-F]{8}\.history$/.test(name)) continue
    const file = await copyFile(join(folder, name), join(to, 'pg_wal', name), `pg_wal/${name}`)
    if (file) copied.push(file)
  }
  if (!copied.some((file) => file.path.endsWith(last))) throw new Error(`log segment ${last} is not there any more`)
  return copied
}

/** A table made or dropped during the copy is not compared: nothing can be said of it. */
function pair(before: CountedTable[], after: CountedTable[]): Manifest['tables'] {
  const later = new Map(after.map(({ table, content }) => [table, content]))
  return before.flatMap(({ table, content }) => {
    const end = later.get(table)
    return end ? [{ table, before: content, after: end }] : []
  })
}

async function one<T extends pg.QueryResultRow>(client: pg.Client, sql: string, values: unknown[] = []): Promise<T> {
  const { rows } = await client.query<T>(sql, values)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL gave no answer')
  return row
}
