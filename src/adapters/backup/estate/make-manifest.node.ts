// Makes the manifest of a backup while the backup is made: counts every table in one snapshot, runs the backup, counts again, digests
// the files. A dump that takes the snapshot (`{snapshot}` in its command line) holds exactly what was counted.

import { spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import pg from 'pg'
import { type CountedTable, countIn, PLAIN_TEXT } from '#adapters/backup/tables.node.ts'
import { readBackupInfo } from '#core/backups/pgbackrest.ts'
import type { BackupKind, SetKind, TableAtBackup } from '#core/backups/source.ts'
import { digestStream } from './digest.node.ts'
import { type EstateManifest, MAC_SUFFIX, MANIFEST_FORMAT, MANIFEST_SUFFIX, writeEstateManifest } from './manifest.ts'
import { askMariadb } from './mariadb-client.node.ts'
import { countMariadb, SCHEMA_SQL } from './mariadb-count.ts'
import { checkedStanza } from './pgbackrest.node.ts'
import { schemaDigest } from './schema.node.ts'

export interface ManifestOrder {
  tool: BackupKind
  /** Place of the source: paths in the manifest are below it, and the manifest is written there. */
  root: string
  /** Name of the set; for pgBackRest the label of the newest backup. */
  set: string
  kind: SetKind
  parent: string | null
  /** Files or folders of the set, below the root; looked for after the backup was made. */
  files: readonly string[]
  /** Address of the PostgreSQL database; absent: nothing is counted. */
  database?: string
  /** A MariaDB schema, asked by the system's own client. */
  mariadb?: { defaultsFile: string; database: string }
  stanza: string
  encryption: EstateManifest['encryption']
  /** The backup itself; empty: it was made already. `{snapshot}` becomes the name of the snapshot. */
  command: readonly string[]
  key?: Uint8Array
  now: () => number
}

export interface MadeManifest {
  path: string
  sha256: string
  manifest: EstateManifest
}

/** @throws Error when the backup fails, and writes no manifest then */
export async function makeManifest(order: ManifestOrder): Promise<MadeManifest> {
  const startedAt = order.now()
  const counted = await countedAround(order)
  const endedAt = order.now()
  const set =
    order.tool === 'pgbackrest' ? await newestLabel(order) : { name: order.set, kind: order.kind, parent: order.parent }
  const manifest: EstateManifest = {
    format: MANIFEST_FORMAT,
    set: set.name,
    kind: set.kind,
    parent: set.parent,
    tool: order.tool,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    ...counted,
    files: await filesOf(order, set.name),
    encryption: order.encryption,
  }
  return save(order, manifest)
}

async function save(order: ManifestOrder, manifest: EstateManifest): Promise<MadeManifest> {
  const text = writeEstateManifest(manifest)
  const path = join(order.root, `${manifest.set}${MANIFEST_SUFFIX}`)
  await writeFile(path, text, { mode: 0o640 })
  if (order.key) await writeFile(path + MAC_SUFFIX, `${createHmac('sha256', order.key).update(text).digest('hex')}\n`)
  return { path, sha256: createHash('sha256').update(text).digest('hex'), manifest }
}

type Counted = Pick<EstateManifest, 'server' | 'schema' | 'tables'>

async function countedAround(order: ManifestOrder): Promise<Counted> {
  if (order.mariadb) return aroundMariadb(order, order.mariadb)
  return order.database === undefined ? withoutDatabase(order) : aroundBackup(order, order.database)
}

/** mariadb-dump cannot be told a snapshot: what is written meanwhile is only bounded. */
async function aroundMariadb(
  order: ManifestOrder,
  place: { defaultsFile: string; database: string },
): Promise<Counted> {
  const ask = (sql: string) => askMariadb(place, sql)
  const version = (await ask('select version();')).trim()
  const schema = createHash('sha256')
    .update(await ask(SCHEMA_SQL))
    .digest('hex')
  const before = await countMariadb(ask)
  await runBackup(order, '')
  const tables = pair(before, await countMariadb(ask))
  return { server: { product: 'mariadb', version, database: place.database, owner: '' }, schema, tables }
}

async function withoutDatabase(order: ManifestOrder): Promise<Counted> {
  await runBackup(order, '')
  return { server: null, schema: null, tables: [] }
}

async function aroundBackup(order: ManifestOrder, database: string): Promise<Counted> {
  const client = new pg.Client({ connectionString: database, connectionTimeoutMillis: 20_000 })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(PLAIN_TEXT)
    const server = await describeServer(client)
    const before = await countIn(client)
    const schema = await schemaDigest(client)
    const { rows } = await client.query<{ name: string }>('select pg_export_snapshot() as name')
    await runBackup(order, rows[0]?.name ?? '')
    // The dump saw the very snapshot that was counted: no later count can say more of it.
    const isExact = order.command.some((word) => word.includes('{snapshot}'))
    await client.query('rollback')
    const after = isExact ? before : await countAgain(client)
    return { server, schema, tables: pair(before, after) }
  } finally {
    await client.end()
  }
}

async function countAgain(client: pg.Client): Promise<CountedTable[]> {
  await client.query('begin isolation level repeatable read read only')
  await client.query(PLAIN_TEXT)
  const counted = await countIn(client)
  await client.query('rollback')
  return counted
}

async function describeServer(client: pg.Client): Promise<EstateManifest['server']> {
  const { rows } = await client.query<{ version: string; database: string; owner: string }>(
    `select current_setting('server_version') as version, current_database() as database,
       (select rolname from pg_catalog.pg_roles where oid = 10) as owner`,
  )
  const [row] = rows
  return row ? { product: 'postgresql', ...row } : null
}

/** A table made or dropped meanwhile is not compared: nothing can be said of it. */
function pair(before: readonly CountedTable[], after: readonly CountedTable[]): TableAtBackup[] {
  const later = new Map(after.map(({ table, content }) => [table, content]))
  return before.flatMap(({ table, content }) => {
    const end = later.get(table)
    return end ? [{ table, before: content, after: end }] : []
  })
}

function runBackup({ command }: ManifestOrder, snapshot: string): Promise<void> {
  const [program, ...args] = command.map((word) => word.replaceAll('{snapshot}', snapshot))
  if (program === undefined) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the backup failed: ${program} ended with ${code ?? 'a signal'}`)),
    )
  })
}

async function newestLabel({
  root,
  stanza,
}: ManifestOrder): Promise<{ name: string; kind: SetKind; parent: string | null }> {
  const path = join(root, 'backup', checkedStanza(stanza), 'backup.info')
  const info = readBackupInfo(await readFile(path, 'utf8'))
  const newest = info.ok ? info.value.toSorted((a, b) => b.startedAt - a.startedAt)[0] : undefined
  if (!newest) throw new Error(`${path} names no backup`)
  return { name: newest.label, kind: newest.kind, parent: newest.parent }
}

async function filesOf(order: ManifestOrder, set: string): Promise<EstateManifest['files']> {
  // pgBackRest lists its files itself: its list is what we vouch for.
  const named = order.tool === 'pgbackrest' ? [`backup/${order.stanza}/${set}/backup.manifest`] : order.files
  const paths: string[] = []
  for (const name of named) paths.push(...(await below(join(order.root, name))))
  if (paths.length === 0) throw new Error('the backup has no file')
  const files: EstateManifest['files'] = []
  for (const path of paths.sort())
    files.push({ path: relative(order.root, path), ...(await digestStream(createReadStream(path))) })
  return files
}

async function below(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
