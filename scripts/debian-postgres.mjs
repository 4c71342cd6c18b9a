// Debian's PostgreSQL in a temporary folder, for a second run of the suites with a database.
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const HOME = '/usr/lib/postgresql'

/** Runs `work(url, version)` and stops the server again. False, without running it, when there is none to start. */
export async function withDebianPostgres(work) {
  const version = existsSync(HOME) ? readdirSync(HOME).sort((a, b) => Number(b) - Number(a))[0] : undefined
  if (!version) return false
  const bin = join(HOME, version, 'bin')
  const user = process.getuid() === 0 ? postgresUser() : {}
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-debian-'))
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const run = (program, ...args) => {
    const { status, stderr } = spawnSync(join(bin, program), args, {
      ...user,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (status !== 0) throw new Error(`${program}: ${stderr}`)
  }
  const data = join(folder, 'data')
  const port = await freePort()
  try {
    run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync')
    const settings = `-c listen_addresses=127.0.0.1 -p ${port} -k ${folder} -c fsync=off -c max_connections=200`
    run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start')
    try {
      await work(`postgres://postgres@127.0.0.1:${port}/postgres`, version)
    } finally {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
    }
    return true
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function postgresUser() {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'))
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

export function freePort() {
  return new Promise((resolve) => {
    const listener = createServer()
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address()
      listener.close(() => resolve(port))
    })
  })
}
