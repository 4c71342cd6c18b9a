// `npm run check`: format, lint, types, boundaries, unit tests. Ends non-zero at the first that fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tool = (path) => `node_modules/${path}`

/** What needs no test run: title, arguments, and the file without which the step does not apply. */
export const STATIC_STEPS = [
  ['format and lint', [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  ['types', [tool('typescript/bin/tsc'), '-p', '.']],
  ['types of core (no DOM, no Node)', [tool('typescript/bin/tsc'), '-p', 'src/core']],
  ['types of the console', [tool('typescript/bin/tsc'), '-p', 'src/web'], 'src/web/tsconfig.json'],
]

const UNIT_STEP = [
  'boundaries and unit tests',
  [tool('vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', 'test/architecture.test.ts', 'test/core'],
]

/** True when the step passed, or does not apply. */
export function runStep([title, args, onlyWith]) {
  if (onlyWith && !existsSync(onlyWith)) return true
  const started = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  return status === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const step of [...STATIC_STEPS, UNIT_STEP]) if (!runStep(step)) process.exit(1)
