// `npm run check`: format, lint, types, boundaries, unit tests. Ends non-zero at the first that fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const tool = (path) => `node_modules/${path}`
const STEPS = [
  ['format and lint', [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  ['types', [tool('typescript/bin/tsc'), '-p', '.']],
  ['types of core (no DOM, no Node)', [tool('typescript/bin/tsc'), '-p', 'src/core']],
  ['types of the console', [tool('typescript/bin/tsc'), '-p', 'src/web'], 'src/web/tsconfig.json'],
  [
    'boundaries and unit tests',
    [tool('vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', 'test/architecture.test.ts', 'test/core'],
  ],
]

for (const [title, args, onlyWith] of STEPS) {
  if (onlyWith && !existsSync(onlyWith)) continue
  const started = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  if (status !== 0) process.exit(status ?? 1)
}
