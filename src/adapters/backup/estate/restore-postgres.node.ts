// Restores PostgreSQL backups of every kind into a scratch server of the same major version.

import { createReadStream, createWriteStream } from 'node:fs'
import { chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import type { DrillOrder, EstateDrillPhase } from '#src/backup-ports.ts'
import { digestStream } from './digest.node.ts'
import { feedDump } from './feed-dump.node.ts'
import { fetchFiles, headOf, unpackedStream } from './fetch.node.ts'
import type { EstateManifest } from './manifest.ts'
import { checkedStanza } from './pgbackrest.node.ts'
import { disarm, initCluster, type ScratchPostgres, startPostgres } from './postgres-scratch.node.ts'
import { findProgram, majorOf, type PostgresPrograms } from './programs.node.ts'
import { lendTo, runInside, type Sandbox } from './sandbox.node.ts'
import { failed, lastWords } from './stage.ts'
import type { BackupStore } from './store.ts'

export interface Restoring {
  order: DrillOrder
  manifest: EstateManifest
  store: BackupStore
  sandbox: Sandbox
  programs: readonly PostgresPrograms[]
  /** Empty, ours, removed by the caller. The sandbox's user can pass through it. */
  scratch: string
  enter: (phase: EstateDrillPhase) => void
}

export interface Restored {
  server: ScratchPostgres
  programs: PostgresPrograms
  database: string
  /** A role that may read every row. */
  reader: string
  superuser: string
}

const RESTORE_TIMEOUT_MS = 4 * 60 * 60_000
const READER = 'zhengxun_reader'
const OWNER = 'zhengxun_restore'
const SCRATCH_DATABASE = 'restored'

export async function restorePostgres(restoring: Restoring): Promise<Restored> {
  const programs = programsFor(restoring)
  if (restoring.order.kind === 'pg-dump') return restoreDump(restoring, programs)
  // What comes with the files of a whole cluster runs as the server itself: only a sandbox holds it.
  if (!restoring.sandbox.isIsolated) throw failed('restore.isolation-missing', {}, true)
  return restoreCluster(restoring, programs)
}

function programsFor({ manifest, programs }: Restoring): PostgresPrograms {
  const needed = majorOf(manifest.server?.version ?? '')
  const found = programs.find(({ major }) => major === needed)
  const have = programs.map(({ major }) => major).join(', ') || '—'
  if (!found) throw failed('restore.version-missing', { needed: `PostgreSQL ${needed}`, have }, true)
  return found
}

async function restoreDump(restoring: Restoring, programs: PostgresPrograms): Promise<Restored> {
  const { order, scratch, sandbox, enter } = restoring
  enter('fetch')
  const files = await fetchFiles({ ...restoring, ...order }, join(scratch, 'in'))
  enter('start')
  const cluster = join(scratch, 'data')
  await mkdir(cluster, { mode: 0o700 })
  lendTo(sandbox, cluster)
  await initCluster(sandbox, programs, cluster)
  const server = await startPostgres(sandbox, programs, cluster, join(scratch, 's'))
  try {
    await prepare(server, order)
    enter('restore')
    for (const path of files) await feed(restoring, programs, server, path)
    return { server, programs, database: SCRATCH_DATABASE, reader: READER, superuser: 'postgres' }
  } catch (error) {
    await server.stop()
    throw error
  }
}

const quoted = (name: string) => pg.escapeIdentifier(name)

/** The dump runs as OWNER, who owns one database and nothing else: COPY … PROGRAM, C functions and files of the server are not for it. */
async function prepare(server: ScratchPostgres, { extensions, roles }: DrillOrder): Promise<void> {
  const admin = await server.connect('postgres', 'postgres')
  try {
    await admin.query(`create role ${OWNER} login nosuperuser nocreatedb nocreaterole`)
    await admin.query(`create role ${READER} login nosuperuser bypassrls in role pg_read_all_data`)
    for (const role of roles) await admin.query(`create role ${quoted(role)} nologin`)
    await admin.query(`create database ${SCRATCH_DATABASE} owner ${OWNER} template template0`)
  } finally {
    await admin.end()
  }
  if (extensions.length === 0) return
  const inside = await server.connect('postgres', SCRATCH_DATABASE)
  try {
    for (const name of extensions) await inside.query(`create extension if not exists ${quoted(name)} cascade`)
  } catch (error) {
    throw failed('restore.program-missing', { program: String(error) }, true)
  } finally {
    await inside.end()
  }
}

async function feed(
  { order, sandbox, scratch }: Restoring,
  programs: PostgresPrograms,
  server: ScratchPostgres,
  path: string,
): Promise<void> {
  const isArchive = (await headOf(path, 5)).toString('latin1') === 'PGDMP'
  if (isArchive) return restoreArchive(sandbox, programs, server, path, scratch)
  const client = await server.connect(OWNER, SCRATCH_DATABASE)
  try {
    await feedDump(client, await unpackedStream(path, order.maxBytes))
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** pg_restore reads the archive inside the sandbox and talks to the server itself: no text of it ever meets psql. */
async function restoreArchive(
  sandbox: Sandbox,
  { bin, major }: PostgresPrograms,
  server: ScratchPostgres,
  path: string,
  scratch: string,
): Promise<void> {
  const program = join(bin, 'pg_restore')
  const listed = await runInside(sandbox, program, ['--list', path], { timeoutMs: RESTORE_TIMEOUT_MS }).catch(() => {
    throw failed('restore.program-missing', { program: `pg_restore ${major}` }, true)
  })
  if (listed.code !== 0) throw failed('restore.failed', { problem: lastWords(listed.stderr) })
  const list = join(scratch, 'in', '.list')
  const wanted = listed.stdout
    .split('\n')
    .filter((line) => !/^\d+; \d+ \d+ (EXTENSION|COMMENT - EXTENSION|ACL|DEFAULT ACL) /.test(line))
  await writeFile(list, wanted.join('\n'), { mode: 0o644 })
  lendTo(sandbox, list)
  const args = ['--no-owner', '--no-privileges', '--exit-on-error', '-h', server.socketFolder, '-U', OWNER]
  const { code, stderr } = await runInside(sandbox, program, [...args, '-d', SCRATCH_DATABASE, '-L', list, path], {
    timeoutMs: RESTORE_TIMEOUT_MS,
  })
  if (code !== 0) throw failed('restore.failed', { problem: lastWords(stderr) })
}

async function restoreCluster(restoring: Restoring, programs: PostgresPrograms): Promise<Restored> {
  const { scratch, sandbox, manifest, enter } = restoring
  const cluster = join(scratch, 'data')
  await mkdir(cluster, { mode: 0o700 })
  lendTo(sandbox, cluster)
  const more =
    restoring.order.kind === 'pgbackrest'
      ? await fromRepository(restoring, cluster)
      : await fromCopy(restoring, cluster)
  await disarm(sandbox, cluster)
  enter('start')
  const server = await startPostgres(sandbox, programs, cluster, join(scratch, 's'), more)
  const { database = 'postgres', owner = 'postgres' } = manifest.server ?? {}
  // The roles are those of the backup; only its bootstrap role is sure to be there.
  return { server, programs, database, reader: owner, superuser: owner }
}

/** pg_basebackup, plain or tar. */
async function fromCopy(restoring: Restoring, cluster: string): Promise<Record<string, string>> {
  const { order, scratch, sandbox, enter } = restoring
  enter('fetch')
  const folder = join(scratch, 'in')
  const files = await fetchFiles({ ...restoring, ...order }, folder)
  enter('restore')
  const archives = files.filter((path) => /\/(base|pg_wal)\.tar(\.gz)?$/.test(path))
  if (archives.length === 0) {
    const root = files.find((path) => path.endsWith('/PG_VERSION') && !path.includes('/base/'))
    if (!root) throw failed('restore.failed', { problem: 'PG_VERSION' })
    await cp(root.slice(0, -'/PG_VERSION'.length), cluster, { recursive: true })
    await completeFolders(cluster)
    return {}
  }
  for (const path of archives) {
    const to = path.includes('/pg_wal.tar') ? join(cluster, 'pg_wal') : cluster
    await mkdir(to, { recursive: true, mode: 0o700 })
    lendTo(sandbox, to)
    const args = ['-x', ...(path.endsWith('.gz') ? ['-z'] : []), '-f', path, '-C', to, '--no-same-owner']
    const { code, stderr } = await runInside(sandbox, '/bin/tar', args, { timeoutMs: RESTORE_TIMEOUT_MS })
    if (code !== 0) throw failed('restore.failed', { problem: lastWords(stderr) })
  }
  return {}
}

/** A manifest lists files; folders that are empty in a backup must be there for the server all the same. */
const FOLDERS = [
  'pg_commit_ts',
  'pg_dynshmem',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_multixact/members',
  'pg_multixact/offsets',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_tblspc',
  'pg_twophase',
  'pg_wal/archive_status',
  'pg_xact',
]

async function completeFolders(cluster: string): Promise<void> {
  for (const folder of FOLDERS) await mkdir(join(cluster, folder), { recursive: true, mode: 0o700 })
}

async function fromRepository(restoring: Restoring, cluster: string): Promise<Record<string, string>> {
  const { order, scratch, sandbox, enter } = restoring
  const program = findProgram('pgbackrest')
  if (program === undefined) throw failed('restore.program-missing', { program: 'pgbackrest' }, true)
  enter('fetch')
  const stanza = checkedStanza(order.stanza)
  const repository = join(scratch, 'in')
  await copyRepository(restoring, stanza, repository)
  enter('restore')
  const work = join(scratch, 'w')
  await mkdir(work, { mode: 0o700 })
  lendTo(sandbox, work)
  const fixed = [
    `--stanza=${stanza}`,
    `--repo1-path=${repository}`,
    `--pg1-path=${cluster}`,
    `--lock-path=${work}`,
    `--log-level-file=off`,
    '--config=/dev/null',
  ]
  const recovery = ['--type=immediate', '--target-action=promote', `--set=${order.set}`, '--archive-mode=off']
  const { code, stdout, stderr } = await runInside(
    sandbox,
    program,
    [...fixed, `--spool-path=${work}`, ...recovery, 'restore'],
    {
      timeoutMs: RESTORE_TIMEOUT_MS,
    },
  )
  if (code !== 0) throw failed('restore.failed', { problem: lastWords(stderr || stdout) })
  if ((await readdir(cluster)).length === 0) throw failed('restore.failed', { problem: 'nothing was restored' })
  // Our own words for what pgBackRest wrote into postgresql.auto.conf, which is not kept.
  return {
    restore_command: [program, ...fixed, 'archive-get', '%f', '"%p"'].join(' '),
    recovery_target: 'immediate',
    recovery_target_action: 'promote',
  }
}

async function copyRepository(restoring: Restoring, stanza: string, to: string): Promise<void> {
  const { store, order, sandbox } = restoring
  const wanted = (await store.list()).filter(
    ({ path }) => path.startsWith(`backup/${stanza}/`) || path.startsWith(`archive/${stanza}/`),
  )
  const size = wanted.reduce((sum, file) => sum + file.size, 0)
  if (size > order.maxBytes) throw failed('restore.too-large', { size, limit: order.maxBytes }, true)
  for (const { path } of wanted) await copyOut(store, path, join(to, path))
  await demandVouched(restoring, to)
  await ownAll(sandbox, to)
}

/** pgBackRest believes its own manifest: that it is the one of backup time is ours to see. */
async function demandVouched({ manifest }: Restoring, folder: string): Promise<void> {
  for (const { path, sha256 } of manifest.files) {
    const seen = await digestStream(createReadStream(join(folder, path))).catch(() => undefined)
    if (!seen) throw failed('presence.gone-at-restore', { file: path })
    if (seen.sha256 !== sha256) throw failed('checksum.differs-at-restore', { file: path })
  }
}

async function copyOut(store: BackupStore, path: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o755 })
  await pipeline(await store.open(path), createWriteStream(to, { mode: 0o644 }))
}

async function ownAll({ user }: Sandbox, folder: string): Promise<void> {
  if (!user) return
  await chown(folder, user.uid, user.gid)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await chown(join(entry.parentPath, entry.name), user.uid, user.gid)
}
