// `npm run -s cli -- …`: the command line from its bundle, built first when a source has changed. Without a build: straight from the sources.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const bundle = fileURLToPath(new URL('../dist/cli.mjs', import.meta.url))
const sources = ['--import', 'tsx', fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))]
// Measurements are made on a bundle of today's sources, never on what tsx makes of them.
const bench = [fileURLToPath(new URL('./bench.mjs', import.meta.url))]
const isBench = process.argv[2] === 'bench'
const args = isBench
  ? [...bench, ...process.argv.slice(3)]
  : [...(existsSync(bundle) ? [bundle] : sources), ...process.argv.slice(2)]
const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' })
process.exitCode = status ?? (signal ? 130 : 1)
