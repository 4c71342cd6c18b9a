// `npm run bench`: the command line as it is shipped, bundled into a folder of its own: what runs straight from the sources is slower.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, stop } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
// Inside the project, so that packages are found from there.
const folder = mkdtempSync(join(ROOT, 'node_modules', '.zhengxun-bench-'))
try {
  await build({
    absWorkingDir: ROOT,
    entryPoints: { main: 'src/cli/main.ts', 'parser-worker': 'src/adapters/parsing/worker.node.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  })
  await stop()
  // Beside the entries, because they are found by the place of the module that wants them.
  cpSync(join(ROOT, 'src/cli/bench/yardstick.c'), join(folder, 'yardstick.c'))
  cpSync(join(ROOT, 'src/db/migrations'), join(folder, 'migrations'), { recursive: true })
  const command = ['--expose-gc', join(folder, 'main.mjs'), 'bench', ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, command, { cwd: ROOT, stdio: 'inherit' }).status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
