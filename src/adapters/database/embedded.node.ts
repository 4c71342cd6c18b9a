// The PostgreSQL that comes with the product: its files below the data directory, one loopback port, one random password.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { claimDirectory } from './claim.node.ts'
import {
  clusterHome,
  type Installation,
  installation,
  SCRATCH_PREFIX,
  type ServerUser,
  serverUser,
} from './installation.node.ts'
import {
  endLeftover,
  endServer,
  postmasterOf,
  removeCluster,
  START_TIMEOUT_MS,
  serverEnvironment,
  startServer,
} from './server.node.ts'

export { DirectoryInUse } from './claim.node.ts'
export { NoEmbeddedDatabase } from './installation.node.ts'

export interface EmbeddedOptions {
  /** Kept between starts. Created when missing. */
  dataDirectory: string
  /** False only for tests: a crash may then lose what was acknowledged. */
  isDurable?: boolean
  /** For many pools on one server. Absent: enough for one service and its commands. */
  maxConnections?: number
  onLog?: (line: string) => void
}

export interface EmbeddedDatabase {
  /** `postgres://…` of the product's database, for the service: a role that owns nothing. Holds the password: never log it. */
  url: string
  /** The same for whoever owns the tables: migrations and backups. */
  ownerUrl: string
  /** The folder with the database files. */
  clusterDirectory: string
  /** Fast shutdown (open transactions roll back), then gives the data directory back. */
  stop(): Promise<void>
  /** Settles when the server has ended, wanted or not. */
  ended: Promise<void>
}

const OWNER = 'zhengxun'
/** Has its rights from the migrations (src/db/guards.sql); here it also signs in. */
const APPLICATION = 'zhengxun_app'
const DATABASE = 'zhengxun'

/** Starts the database of a data directory, making it first if there is none. @throws DirectoryInUse when another process has it. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const user = serverUser()
  const home = clusterHome(options.dataDirectory, user)
  const claim = claimDirectory(options.dataDirectory)
  try {
    const programs = installation(options.dataDirectory, user)
    const cluster = join(home, 'postgres')
    const passwords = passwordsOf(options.dataDirectory)
    if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(programs, cluster, passwords.owner, user)
    refuseOtherMajor(programs, cluster)
    await endLeftover(cluster)
    await removeScratch(home)
    const server = await startServer(programs, cluster, user, options)
    await createDatabase(ownerAddress(server.port, passwords.owner, 'postgres'), passwords.application)
    return {
      ...addressesOf(server.port, passwords),
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

export type Addresses = Pick<EmbeddedDatabase, 'url' | 'ownerUrl'>

/** The addresses of the database that a running instance keeps open on this data directory; none when nothing runs. */
export function runningEmbedded(dataDirectory: string): Addresses | undefined {
  const cluster = join(clusterHome(dataDirectory, serverUser()), 'postgres')
  const lock = postmasterOf(cluster)
  return lock ? addressesOf(lock.port, passwordsOf(dataDirectory)) : undefined
}

/** The address, as its owner, of the product's database on another port: of a restored copy, whose roles and passwords are the same. */
export function embeddedAddress(dataDirectory: string, port: number): string {
  return ownerAddress(port, passwordsOf(dataDirectory).owner, DATABASE)
}

interface Passwords {
  owner: string
  application: string
}

function addressesOf(port: number, passwords: Passwords): Addresses {
  return {
    url: `postgres://${APPLICATION}:${passwords.application}@127.0.0.1:${port}/${DATABASE}`,
    ownerUrl: ownerAddress(port, passwords.owner, DATABASE),
  }
}

function ownerAddress(port: number, password: string, database: string): string {
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`
}

function passwordsOf(dataDirectory: string): Passwords {
  return {
    owner: passwordIn(join(dataDirectory, 'postgres.password')),
    application: passwordIn(join(dataDirectory, 'postgres-app.password')),
  }
}

function passwordIn(path: string): string {
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
    `--username=${OWNER}`,
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

/** What a restore drill left whose process was killed: a server that serves nobody on a whole copy of the data. */
async function removeScratch(home: string): Promise<void> {
  for (const name of readdirSync(home)) if (name.startsWith(SCRATCH_PREFIX)) await removeCluster(join(home, name))
}

/** The application's password is set at every start: losing its file costs nothing, and a restored backup may hold an older one. */
async function createDatabase(url: string, applicationPassword: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
    const role = await client.query('select 1 from pg_roles where rolname = $1', [APPLICATION])
    const verb = role.rowCount === 0 ? 'create' : 'alter'
    await client.query(`${verb} role ${APPLICATION} login password '${applicationPassword}'`)
  } finally {
    await client.end()
  }
}
