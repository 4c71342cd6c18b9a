// Brings node_modules in line with package-lock.json, only when it is not. Needs nothing but Node and npm.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STAMP = join(ROOT, 'node_modules/.zhengxun-lock.sha256')
const MIN_NODE = [20, 19]

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return
  console.error(
    `需要 Node ${MIN_NODE.join('.')} 或更新版本，当前为 ${process.version} · needs Node ${MIN_NODE.join('.')} or newer, this is ${process.version}`,
  )
  process.exit(1)
}

/** `npm ci` when node_modules is missing or was made from another lockfile. */
export function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (isCurrent(lock)) return
  const started = performance.now()
  console.log('正在安装依赖 · installing packages (npm ci) …')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('依赖安装失败 · npm ci failed')
    process.exit(status ?? 1)
  }
  writeFileSync(STAMP, lock)
  console.log(`依赖已安装 · packages installed (${((performance.now() - started) / 1000).toFixed(0)} s)`)
}

/** A linked node_modules belongs to somebody else, who keeps it current. */
function isCurrent(lock) {
  const folder = lstatSync(join(ROOT, 'node_modules'), { throwIfNoEntry: false })
  if (folder?.isSymbolicLink()) return true
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock
}
