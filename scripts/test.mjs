// `npm test`: everything, on a fresh clone too. Installs what it needs, runs the static checks and every suite, those with a database on
// the embedded PostgreSQL and on Debian's, and ends with the line "N passed, N failed". With CI=true, what cannot be run has failed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runStep, STATIC_STEPS } from './check.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { withDebianPostgres } from './debian-postgres.mjs'
import { installPackages, requireNode } from './install.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const isCi = process.env.CI === 'true'
const total = { passed: 0, failed: 0 }
const skips = []

/** Said aloud now and again at the end; in CI a failure. */
function skip(what) {
  console.log(`SKIPPED ${what}`)
  skips.push(what)
}

function runVitest(title, args, env = {}) {
  console.log(`\n=== ${title}`)
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-report-'))
  const file = join(folder, 'report.json')
  const command = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit', env: { ...process.env, ...env } })
  // A run that ended without a report, or badly with a good one, is one failure at least.
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 0 }
  rmSync(folder, { recursive: true, force: true })
  total.passed += report.numPassedTests
  total.failed += status === 0 ? report.numFailedTests : Math.max(1, report.numFailedTests)
  for (const { fullName } of (report.testResults ?? [])
    .flatMap((file) => file.assertionResults ?? [])
    .filter((one) => one.status === 'pending' || one.status === 'skipped'))
    skip(`${title}: ${fullName}`)
}

function runStatic() {
  for (const step of STATIC_STEPS) {
    if (runStep(step)) total.passed += 1
    else total.failed += 1
  }
}

async function runSuites() {
  const config = ['--config', 'test/vitest.config.ts']
  runVitest('all suites, embedded PostgreSQL', config)
  const ran = await withDebianPostgres((url, version) =>
    runVitest(
      `suites with a database, Debian's PostgreSQL ${version}`,
      [...config, 'test/db', 'test/features', 'test/http'],
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
await runSuites()

// The foreign corpora are not part of the repository: suites over them may be skipped where they are not laid beside it.
const excused = existsSync('../shared') ? [] : skips.filter((what) => what.includes('corpor'))
const counted = skips.filter((what) => !excused.includes(what))
if (skips.length > 0) console.log(`\n${skips.length} skipped:\n${skips.map((what) => `  ${what}`).join('\n')}`)
if (isCi) total.failed += counted.length
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
