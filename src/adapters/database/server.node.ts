// One running `postgres` process on a directory of database files: the product's own, or a scratch one of a restore drill.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Installation, ServerUser } from './installation.node.ts'
import { processCommand, processIdentity } from './process.node.ts'

export const START_TIMEOUT_MS = 60_000
export const STOP_TIMEOUT_MS = 10_000

export interface ServerOptions {
  /** False only where a crash may lose what was acknowledged: tests, scratch servers. */
  isDurable?: boolean
  /** Absent: enough for the pool of one service and its commands. */
  maxConnections?: number
  onLog?: (line: string) => void
}

export interface RunningServer {
  process: ChildProcess
  /** On 127.0.0.1. */
  port: number
  /** Settles when the server has ended, wanted or not. */
  ended: Promise<void>
}

/** Sized for a register of hundreds of systems beside a Node process on a small machine. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '40',
  shared_buffers: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  password_encryption: 'scram-sha-256',
}

/** Starts it on a free loopback port; recovery, where there is something to recover, is over when this resolves. @throws Error with its last words */
export async function startServer(
  programs: Installation,
  cluster: string,
  user: ServerUser | undefined,
  options: ServerOptions,
): Promise<RunningServer> {
  // Between finding a free port and using it somebody else may take it: then try another.
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const settings = {
      ...SETTINGS,
      ...(options.maxConnections && { max_connections: String(options.maxConnections) }),
      port: String(port),
      fsync: options.isDurable === false ? 'off' : 'on',
    }
    const args = ['-D', cluster, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])]
    // A group of its own: Ctrl-C in the terminal reaches us alone, and the database ends after the last request.
    const server = spawn(join(programs.root, 'bin/postgres'), args, {
      ...user,
      cwd: '/',
      detached: true,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
    const failure = await readiness(server, options.onLog)
    if (failure === undefined) return { process: server, port, ended }
    if (attempt === 3 || !failure.includes('Address already in use'))
      throw new Error(`PostgreSQL did not start: ${failure}`)
  }
}

/** Resolves with nothing once the server accepts connections, otherwise with its last words. */
function readiness(server: ChildProcess, onLog: (line: string) => void = () => undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = ''
    const timer = setTimeout(() => {
      server.kill('SIGQUIT')
      resolve(`no readiness within ${START_TIMEOUT_MS / 1000} s. ${said}`)
    }, START_TIMEOUT_MS)
    const settle = (outcome: string | undefined) => {
      clearTimeout(timer)
      resolve(outcome)
    }
    server.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4_000)
      for (const line of chunk.split('\n')) if (line !== '') onLog(line)
      if (said.includes('ready to accept connections')) settle(undefined)
    })
    server.once('error', (error) => settle(error.message))
    server.once('exit', () => settle(said.trim()))
  })
}

/** Fast shutdown: open transactions roll back. */
export async function endServer({ process: server, ended }: RunningServer): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGINT')
  const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
}

/** A server whose parent was killed goes on alone. Only for whoever alone may use these files: it then serves nobody. @throws Error when it does not end */
export async function endLeftover(cluster: string): Promise<void> {
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
export function postmasterOf(cluster: string): { pid: number; port: number } | undefined {
  const path = join(cluster, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0 || !processCommand(pid).includes(cluster)) return undefined
  return { pid, port: Number(lines[3]) }
}

/** Ends the server on these files if one was left behind, and removes them. */
export async function removeCluster(cluster: string): Promise<void> {
  await endLeftover(cluster)
  rmSync(cluster, { recursive: true, force: true })
}

/** Nothing of ours is the server's business, least of all secrets. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer()
    listener.once('error', reject)
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address()
      listener.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
