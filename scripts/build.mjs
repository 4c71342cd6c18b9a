// `npm run build`: server, command line and workers by esbuild, the console by vite, into dist/. `--if-changed`: only when a source has changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const STAMP = join(DIST, 'sources.sha256')

/** Bundle → entry. */
const BUNDLES = {
  main: 'src/main.node.ts',
  cli: 'src/cli/main.ts',
  'parser-worker': 'src/adapters/parsing/worker.node.ts',
  'token-process': 'src/adapters/keys/token/process.node.ts',
}

/** Everything a build reads. */
function sourcesHash() {
  const hash = createHash('sha256').update(process.version)
  const files = ['package-lock.json', 'scripts/build.mjs', 'scripts/vite.config.ts', 'scripts/antd-css.tsx']
  for (const entry of readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true }))
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name).slice(ROOT.length))
  for (const file of files.sort())
    if (existsSync(join(ROOT, file))) hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

async function bundle() {
  const { build, stop } = await import('esbuild')
  await build({
    absWorkingDir: ROOT,
    entryPoints: BUNDLES,
    outdir: DIST,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    // Beside the entries, because modules find migrations and console by their own place.
    chunkNames: 'chunk-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
  })
  // Its helper process would otherwise live as long as the service we start.
  await stop()
  cpSync(join(ROOT, 'src/db/migrations'), join(DIST, 'migrations'), { recursive: true })
  cpSync(join(ROOT, 'src/cli/bench/yardstick.c'), join(DIST, 'yardstick.c'))
}

function buildConsole() {
  const args = ['node_modules/vite/bin/vite.js', 'build', '--config', 'scripts/vite.config.ts', '--logLevel', 'warn']
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  // What drawing the pages of a PDF may need, from our own address: character maps, the fonts that need not be embedded, a decoder.
  const pdf = (path) => join(ROOT, 'node_modules/pdfjs-dist', path)
  cpSync(pdf('cmaps'), join(DIST, 'web/pdf/cmaps'), { recursive: true })
  cpSync(pdf('standard_fonts'), join(DIST, 'web/pdf/fonts'), { recursive: true })
  cpSync(pdf('wasm/openjpeg_nowasm_fallback.js'), join(DIST, 'web/pdf/decoders/openjpeg_nowasm_fallback.js'))
}

/** The caller's build is at most one `--if-changed` behind: the stamp is written last. */
export async function build({ ifChanged = false } = {}) {
  const hash = sourcesHash()
  if (ifChanged && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return false
  rmSync(DIST, { recursive: true, force: true })
  mkdirSync(DIST, { recursive: true })
  await bundle()
  buildConsole()
  writeFileSync(STAMP, hash)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await build({ ifChanged: process.argv.includes('--if-changed') })
