// `npm run migrations -- NAME`: generates the next migration from src/db/schema. Names are never left to chance.
// `--reset`: one initial migration from nothing, plus src/db/guards.sql (what drizzle cannot express). Only before a release has shipped.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs'

const OUT = 'src/db/migrations'
const kit = (...args) => {
  const command = [
    '--import',
    'tsx',
    'node_modules/drizzle-kit/bin.cjs',
    'generate',
    '--config',
    'scripts/drizzle.config.ts',
    ...args,
  ]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const [name] = process.argv.slice(2)
if (name === '--reset') {
  rmSync(OUT, { recursive: true, force: true })
  kit('--name', 'initial')
  if (existsSync('src/db/guards.sql')) {
    kit('--custom', '--name', 'guards')
    const target = readdirSync(OUT).find((file) => file.endsWith('_guards.sql'))
    copyFileSync('src/db/guards.sql', `${OUT}/${target}`)
  }
} else if (name) kit('--name', name)
else {
  console.error('usage: npm run migrations -- NAME | --reset')
  process.exit(64)
}
