// `npm start`, on a fresh clone too: installs, builds what has changed, then runs the service in this terminal. Needs nothing but Node.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { installPackages, requireNode } from './install.mjs'

requireNode()
installPackages()
const { build } = await import('./build.mjs')
const started = performance.now()
if (await build({ ifChanged: true }))
  console.log(`已构建 · built (${((performance.now() - started) / 1000).toFixed(0)} s)`)

// A process of its own: what installing and building left in memory is not carried along.
const main = fileURLToPath(new URL('../dist/main.mjs', import.meta.url))
const service = spawn(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)], { stdio: 'inherit' })
// Ctrl-C reaches the service through the terminal; what is sent to this process alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => service.kill(signal))
process.on('SIGINT', () => undefined)
// npm and its shell may end without passing the signal on: without them nobody is left who could stop the service.
const parent = process.ppid
const watch = setInterval(() => {
  if (process.ppid !== parent) service.kill('SIGTERM')
}, 500)
service.on('exit', (code, signal) => {
  clearInterval(watch)
  process.exitCode = code ?? (signal ? 1 : 0)
})
