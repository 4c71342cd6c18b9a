// Runs suites and tells what came of every test. Failures are kept whole, so that they can stand together at the end of a long log.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

/** What Vitest and Playwright say when a test, a hook or a step was not done in its time; Vitest's JSON shows its own such errors by the trace. */
const OUT_OF_TIME = /\bSTACK_TRACE_ERROR\b|\btimed out\b|\btimeout\b.*\bexceeded\b/i

/** Suites that drive other people's daemons and a browser: what those do at the same moment is not in our hands. */
const WITH_STRANGERS = /^test\/(recipes|browser)\//

/** More repeated files than this is not a busy moment. */
const MOST_REPEATED = 4

/**
 * Files whose every failure is a time that ran out, and suites with strangers, are run once more, alone: that tells a busy machine from a
 * hang. A wrong answer of our own is never asked for again.
 * @returns {{ passed: number, failures: { file: string, title: string, said: string }[], skipped: string[], repeated: string[] }}
 */
export function runSuites(title, config, folders = [], env = {}) {
  console.log(`\n=== ${title}`)
  const first = run([...config, ...folders], env)
  const late = first.isGreen ? [] : lateFiles(failuresOf(first.files))
  if (late.length === 0) return told(first)
  console.log(`\n=== ${title}: once more, alone, because their time ran out or strangers took part: ${late.join(', ')}`)
  const again = run([...config, '--maxWorkers=1', ...late], env)
  const others = first.files.filter(({ name }) => !late.includes(relative(process.cwd(), name)))
  const isGreen = again.isGreen && failuresOf(others).length === 0
  return told({ isGreen, files: [...others, ...again.files] }, late)
}

function run(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-report-'))
  const file = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const command = ['node_modules/vitest/vitest.mjs', 'run', ...args, ...reporters]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit', env: { ...process.env, ...env } })
  const files = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : []
  rmSync(folder, { recursive: true, force: true })
  return { isGreen: status === 0, files }
}

function failuresOf(files) {
  return files.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name)
    const failed = assertionResults.filter((one) => one.status === 'failed')
    if (failed.length === 0 && status === 'failed') return [{ file, title: '(the file itself)', said: message }]
    return failed.map((one) => ({ file, title: one.fullName, said: one.failureMessages.join('\n') }))
  })
}

function lateFiles(failures) {
  const files = [...new Set(failures.map(({ file }) => file))]
  const mayRepeat = ({ file, said }) => WITH_STRANGERS.test(file) || OUT_OF_TIME.test(said)
  const late = files.filter((file) => failures.every((one) => one.file !== file || mayRepeat(one)))
  return late.length > MOST_REPEATED ? [] : late
}

function told({ isGreen, files }, repeated = []) {
  const tests = files.flatMap((file) => file.assertionResults)
  const failures = failuresOf(files)
  // A run that ended without a report, or badly with a good one, is one failure at least.
  if (!isGreen && failures.length === 0)
    failures.push({ file: '(no file)', title: 'the run itself', said: 'ended badly: see the log above' })
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failures,
    skipped: tests.filter(({ status }) => status === 'pending' || status === 'skipped').map((one) => one.fullName),
    repeated,
  }
}
