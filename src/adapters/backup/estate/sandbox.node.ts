// Where restored backups run: without network, as a user of its own, without privileges, and gone with whoever started it.
// A backup is what somebody else wrote: whatever it makes a program do must reach neither this host nor anybody else's.

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { chownSync, readFileSync } from 'node:fs'
import type { ServerUser } from '#adapters/database/installation.node.ts'
import { serverEnvironment } from '#adapters/database/server.node.ts'

const USER = 'zhengxun-drill'

export interface Sandbox {
  /** Absent: restored programs run as our own user (we are not root). */
  user?: ServerUser
  /** No network, no view of other processes. */
  isIsolated: boolean
  spawn(program: string, args: readonly string[], options?: SpawnOptions): ChildProcess
}

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

/** Namespaces, then the user, then the program; each dies with the one before, so that nothing outlives a killed service. */
const NAMESPACES = ['--net', '--ipc', '--pid', '--fork', '--mount-proc']

function wrapping(user: ServerUser | undefined): string[] {
  const drop = user
    ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--inh-caps=-all', '--bounding-set=-all']
    : []
  const outer = user ? [] : ['--user', '--map-current-user']
  return [
    'setpriv',
    '--pdeathsig=KILL',
    'unshare',
    ...outer,
    ...NAMESPACES,
    'setpriv',
    ...drop,
    '--no-new-privs',
    '--pdeathsig=KILL',
    '--',
  ]
}

/** Looks what this host allows. */
export function openSandbox(): Sandbox {
  const user = process.getuid?.() === 0 ? drillUser() : undefined
  const wrap = wrapping(user)
  const isIsolated = runsWith(wrap)
  return {
    ...(user && { user }),
    isIsolated,
    spawn: (program, args, options = {}) => {
      const [first = program, ...rest] = isIsolated ? [...wrap, program, ...args] : [program, ...args]
      return spawn(first, rest, {
        cwd: '/',
        env: serverEnvironment(),
        ...options,
        ...(!isIsolated && user),
      })
    },
  }
}

function runsWith([first = '', ...rest]: readonly string[]): boolean {
  return spawnSync(first, [...rest, '/bin/true'], { cwd: '/', timeout: 10_000 }).status === 0
}

/** Not the user of the product's own database: what a restored one may do to its user's processes must not reach it. */
function drillUser(): ServerUser | undefined {
  const found = lookUp()
  if (found) return found
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER])
  const created = lookUp()
  if (!created) throw new Error(`root does not run restored backups, and the user "${USER}" could not be created`)
  return created
}

function lookUp(): ServerUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${USER}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

export function lendTo({ user }: Sandbox, path: string): void {
  if (user) chownSync(path, user.uid, user.gid)
}

const KEPT = 64 * 1024

/** Runs a program to its end; output beyond 64 KiB a stream is dropped. A program that takes longer is killed and has code null. */
export function runInside(
  sandbox: Sandbox,
  program: string,
  args: readonly string[],
  options: { timeoutMs: number; env?: NodeJS.ProcessEnv; input?: NodeJS.ReadableStream; cwd?: string },
): Promise<Run> {
  const { timeoutMs, env, input, cwd } = options
  return new Promise((resolve, reject) => {
    const child = sandbox.spawn(program, args, {
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(env && { env: { ...serverEnvironment(), ...env } }),
    })
    const kept = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        if (kept[name].length < KEPT) kept[name] += chunk.slice(0, KEPT)
      })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, ...kept })
    })
    if (input && child.stdin) {
      child.stdin.on('error', () => undefined)
      input.pipe(child.stdin)
    }
  })
}

export interface Launch {
  args: readonly string[]
  /** In what the server writes once it takes connections. */
  readyWords: string
  timeoutMs: number
}

export interface Launched {
  /** False: it ended, or said nothing of the kind in its time. It may still have to be stopped. */
  isReady: boolean
  /** Its last words. */
  said: string
  /** At once: nothing in a scratch server is worth an orderly end. */
  stop(): Promise<void>
}

/** Starts a server that stays, and waits for it. */
export async function launchServer(sandbox: Sandbox, program: string, launch: Launch): Promise<Launched> {
  const { args, readyWords, timeoutMs } = launch
  const server = sandbox.spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const stop = async () => {
    server.kill('SIGKILL')
    await ended
  }
  let said = ''
  const isReady = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs)
    const settle = (value: boolean) => {
      clearTimeout(timer)
      resolve(value)
    }
    server.once('error', () => settle(false))
    server.once('close', () => settle(false))
    server.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-8_000)
      if (said.includes(readyWords)) settle(true)
    })
  })
  return { isReady, said, stop }
}
