// The PostgreSQL that comes with the product: its files below the data directory, one loopback port, one random password.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { claimDirectory } from './claim.node.ts'
import { clusterHome, type Installation, installation, type ServerUser, serverUser } from './installation.node.ts'
import { processCommand, processIdentity } from './process.node.ts'
import { endServer, START_TIMEOUT_MS, STOP_TIMEOUT_MS, serverEnvironment, startServer } from './server.node.ts'

export { DirectoryInUse } from './claim.node.ts'

export interface EmbeddedOptions {
  /** Kept between starts. Created when missing. */
  dataDirectory: string
  /** False only for tests: a crash may then lose what was acknowledged. */
  isDurable?: boolean
  onLog?: (line: string) => void
}

export interface EmbeddedDatabase {
  /** `postgres://…` of the product's database. Holds the password: never log it. */
  url: string
  /** The folder with the database files. */
  clusterDirectory: string
  /** Fast shutdown (open transactions roll back), then gives the data directory back. */
  stop(): Promise<void>
  /** Settles when the server has ended, wanted or not. */
  ended: Promise<void>
}

const USER = 'zhengxun'
const DATABASE = 'zhengxun'

/** Starts the database of a data directory, making it first if there is none. @throws DirectoryInUse when another process has it. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const user = serverUser()
  const home = clusterHome(options.dataDirectory, user)
  const claim = claimDirectory(options.dataDirectory)
  try {
    const programs = installation(options.dataDirectory, user)
    const cluster = join(home, 'postgres')
    const password = passwordOf(options.dataDirectory)
    if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(programs, cluster, password, user)
    refuseOtherMajor(programs, cluster)
    await endLeftover(cluster)
    const server = await startServer(programs, cluster, user, options)
    await createDatabase(addressOf(server.port, password, 'postgres'))
    return {
      url: addressOf(server.port, password, DATABASE),
      clusterDirectory: cluster,
      ended: server.ended,
      stop: async () => {
        await endServer(server)
        claim.release()
      },
    }
  } catch (error) {
    claim.release()
    throw error
  }
}

/** The address of the database that a running instance keeps open on this data directory; none when nothing runs. */
export function runningEmbedded(dataDirectory: string): string | undefined {
  const cluster = join(clusterHome(dataDirectory, serverUser()), 'postgres')
  const lock = postmasterOf(cluster)
  return lock ? addressOf(lock.port, passwordOf(dataDirectory), DATABASE) : undefined
}

function addressOf(port: number, password: string, database: string): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`
}

function passwordOf(dataDirectory: string): string {
  const path = join(dataDirectory, 'postgres.password')
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  return readFileSync(path, 'utf8').trim()
}

/** Makes the files beside and renames: an interrupted start leaves nothing that looks like a database. */
function initialise(programs: Installation, cluster: string, password: string, user: ServerUser | undefined): void {
  const draft = `${cluster}.initialising`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  const passwordFile = `${cluster}.initial-password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid)
  const args = [
    `--pgdata=${draft}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
  const result = spawnSync(join(programs.root, 'bin/initdb'), args, {
    ...user,
    cwd: '/',
    env: serverEnvironment(),
    encoding: 'utf8',
    timeout: START_TIMEOUT_MS,
  })
  rmSync(passwordFile, { force: true })
  if (result.status !== 0) throw new Error(`initdb failed: ${(result.stderr || String(result.error)).trim()}`)
  renameSync(draft, cluster)
}

function refuseOtherMajor(programs: Installation, cluster: string): void {
  const have = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  const want = programs.version.split('.')[0]
  if (have !== want)
    throw new Error(`${cluster} was made by PostgreSQL ${have}, this release brings ${want}: dump and restore it first`)
}

/** A server whose parent was killed goes on alone. We hold the claim, so it serves nobody: end it before starting our own. */
async function endLeftover(cluster: string): Promise<void> {
  const lock = postmasterOf(cluster)
  if (!lock) {
    // The number in the lock file may by now belong to a stranger; PostgreSQL would take him for a server.
    rmSync(join(cluster, 'postmaster.pid'), { force: true })
    return
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(lock.pid, signal)
    const deadline = performance.now() + STOP_TIMEOUT_MS
    while (processIdentity(lock.pid) !== undefined && performance.now() < deadline) await pause(25)
    if (processIdentity(lock.pid) === undefined) return
  }
  throw new Error(`a PostgreSQL left behind (process ${lock.pid}) on ${cluster} does not end`)
}

/** postmaster.pid: line 1 the process, line 4 the port. None unless that process really is a server of these files. */
function postmasterOf(cluster: string): { pid: number; port: number } | undefined {
  const path = join(cluster, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0 || !processCommand(pid).includes(cluster)) return undefined
  return { pid, port: Number(lines[3]) }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
