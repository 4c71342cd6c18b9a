// A scratch PostgreSQL inside the sandbox: reached over a socket in its own folder and nothing else.

import { chmod, chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { PostgresPrograms } from './programs.node.ts'
import { launchServer, runInside, type Sandbox } from './sandbox.node.ts'
import { failed, lastWords } from './stage.ts'

const START_TIMEOUT_MS = 30 * 60_000
const STATEMENT_TIMEOUT_MS = 60 * 60_000
const SOCKET_PORT = 5432
/** Of a path to a socket on Linux, less the name of the socket itself. */
const MAX_SOCKET_FOLDER = 107 - '/.s.PGSQL.5432'.length

/** Nothing the restored files say about themselves counts: no library is loaded, no command run, nobody let in by network. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  shared_preload_libraries: '',
  archive_mode: 'off',
  archive_command: '',
  archive_library: '',
  hot_standby: 'off',
  ssl: 'off',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  jit: 'off',
  huge_pages: 'off',
  max_logical_replication_workers: '0',
  max_worker_processes: '2',
  max_wal_senders: '0',
  wal_level: 'replica',
  max_connections: '20',
  shared_buffers: '64MB',
  dynamic_shared_memory_type: 'mmap',
  logging_collector: 'off',
  log_destination: 'stderr',
  lc_messages: 'C',
  timezone: 'UTC',
  log_timezone: 'UTC',
  temp_file_limit: '4GB',
}

export interface ScratchPostgres {
  connect(user: string, database: string): Promise<pg.Client>
  socketFolder: string
  stop(): Promise<void>
}

/** An empty cluster. The superuser is `postgres`. */
export async function initCluster(sandbox: Sandbox, { bin }: PostgresPrograms, cluster: string): Promise<void> {
  const args = ['-D', cluster, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  const { code, stderr } = await runInside(sandbox, join(bin, 'initdb'), args, { timeoutMs: 120_000 })
  if (code !== 0) throw failed('restore.program-missing', { program: `initdb: ${lastWords(stderr)}` }, true)
}

/** Takes the place of every configuration file that came with the backup, and gives the files to the sandbox's user. */
export async function disarm(sandbox: Sandbox, cluster: string): Promise<void> {
  const files = {
    'postgresql.conf': '',
    'postgresql.auto.conf': '',
    'pg_hba.conf': 'local all all trust\n',
    'pg_ident.conf': '',
  }
  for (const [name, text] of Object.entries(files)) {
    await rm(join(cluster, name), { recursive: true, force: true })
    await writeFile(join(cluster, name), text, { mode: 0o600 })
  }
  for (const name of ['postmaster.pid', 'postmaster.opts', 'standby.signal'])
    await rm(join(cluster, name), { force: true })
  await own(sandbox, cluster)
}

async function own({ user }: Sandbox, folder: string): Promise<void> {
  if (user) await chown(folder, user.uid, user.gid)
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    // A link out of the folder (a tablespace) would hand somebody else's files over.
    if (entry.isSymbolicLink()) throw failed('restore.failed', { problem: `${entry.name}: link in the data folder` })
    if (user) await chown(path, user.uid, user.gid)
  }
}

/** Starts it; recovery is over when this resolves. @throws StageFailed `start.failed` with the server's last words */
export async function startPostgres(
  sandbox: Sandbox,
  programs: PostgresPrograms,
  cluster: string,
  socketFolder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ScratchPostgres> {
  if (Buffer.byteLength(socketFolder) > MAX_SOCKET_FOLDER)
    throw failed('restore.program-missing', { program: `socket: ${socketFolder}` }, true)
  await mkdir(socketFolder, { recursive: true, mode: 0o700 })
  if (sandbox.user) await chown(socketFolder, sandbox.user.uid, sandbox.user.gid)
  const known = await knownSettings(sandbox, programs, { ...SETTINGS, ...more })
  const settings = { ...known, unix_socket_directories: socketFolder, port: String(SOCKET_PORT) }
  const args = ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const readyWords = 'ready to accept connections'
  const launch = { args, readyWords, timeoutMs: START_TIMEOUT_MS }
  const { isReady, said, stop } = await launchServer(sandbox, join(programs.bin, 'postgres'), launch)
  if (!isReady) {
    await stop()
    throw failed('start.failed', { problem: lastWords(faultsIn(said)) })
  }
  const connect = (user: string, database: string) => connectTo(socketFolder, user, database)
  return { connect, socketFolder, stop }
}

/** A setting a version does not know would keep it from starting. */
async function knownSettings(
  sandbox: Sandbox,
  { bin }: PostgresPrograms,
  settings: Record<string, string>,
): Promise<Record<string, string>> {
  const { stdout } = await runInside(sandbox, join(bin, 'postgres'), ['--describe-config'], { timeoutMs: 20_000 })
  const names = new Set(stdout.split('\n').map((line) => line.split('\t')[0]))
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.has(name)))
}

function faultsIn(log: string): string {
  const lines = log.split('\n').filter((line) => /(FATAL|PANIC|ERROR):/.test(line))
  return (lines.length > 0 ? lines : log.split('\n'))
    .map((line) => line.replace(/^.*?(?=(FATAL|PANIC|ERROR):)/, ''))
    .join('\n')
}

async function connectTo(host: string, user: string, database: string): Promise<pg.Client> {
  const client = new pg.Client({
    host,
    port: SOCKET_PORT,
    user,
    database,
    connectionTimeoutMillis: 20_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  })
  // A server that is killed under a query breaks the connection as well: the query has said so already.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
