// `npm test`: everything, on a fresh clone too. Installs what it needs, runs the static checks and every suite, those with a database on
// the embedded PostgreSQL and on Debian's, and ends with the line "N passed, N failed". With CI=true, what cannot be run has failed.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runStep, STATIC_STEPS } from './check.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { withDebianPostgres } from './debian-postgres.mjs'
import { installPackages, requireNode } from './install.mjs'
import { runSuites } from './vitest.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const isCi = process.env.CI === 'true'
const total = { passed: 0, failed: 0 }
const skips = []
const failures = []
const repeated = []
/** Characters of each failure that are said again at the end. */
const MOST_SAID = 1000

/** Said aloud now and again at the end; in CI a failure. */
function skip(what) {
  console.log(`SKIPPED ${what}`)
  skips.push(what)
}

function runVitest(title, config, folders, env) {
  const { passed, failures: failed, skipped, repeated: late } = runSuites(title, config, folders, env)
  total.passed += passed
  total.failed += failed.length
  failures.push(
    ...failed.map(({ file, title: test, said }) => `${title}: ${file}: ${test}\n${said.slice(0, MOST_SAID)}`),
  )
  repeated.push(...late.map((file) => `${title}: ${file}`))
  for (const test of skipped) skip(`${title}: ${test}`)
}

function runStatic() {
  for (const step of STATIC_STEPS) {
    if (runStep(step)) total.passed += 1
    else total.failed += 1
  }
}

async function runAll() {
  const config = ['--config', 'test/vitest.config.ts']
  runVitest('all suites, embedded PostgreSQL', config)
  const ran = await withDebianPostgres((url, version) =>
    runVitest(
      `suites with a database, Debian's PostgreSQL ${version}`,
      config,
      ['test/db', 'test/features', 'test/http'],
      { TEST_DATABASE_URL: url },
    ),
  )
  if (!ran) skip("suites on Debian's PostgreSQL: it is not installed")
  const workerd = 'test/runtimes/workerd/vitest.config.ts'
  if (existsSync(workerd)) runVitest('suites inside workerd', ['--config', workerd])
}

requireNode()
installPackages()
for (const missing of installDebianPackages()) skip(`what needs the Debian package ${missing}`)
const { build } = await import('./build.mjs')
await build({ ifChanged: true })
runStatic()
await runAll()

// The foreign corpora are not part of the repository: suites over them may be skipped where they are not laid beside it.
const excused = existsSync('../shared') ? [] : skips.filter((what) => what.includes('corpor'))
const counted = skips.filter((what) => !excused.includes(what))
if (skips.length > 0) console.log(`\n${skips.length} skipped:\n${skips.map((what) => `  ${what}`).join('\n')}`)
if (repeated.length > 0)
  console.log(`\nrepeated alone (ran out of time, or strangers took part):\n  ${repeated.join('\n  ')}`)
for (const failure of failures) console.log(`\nFAILED ${failure}`)
if (isCi) total.failed += counted.length
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
