// `npm run assurance [-- --whole] [--only A1,A10] [--out FILE]`: runs the suites behind each promise and prints promise → tests → figure →
// result. Short by default (what `npm test` runs as well); `--whole` adds the long runs. Figures are what the tests themselves print on
// lines that begin with the promise, e.g. `A10: 64 of 64 …`. A figure that says
// `not reached` keeps its promise from holding. Ends with 0 when every promise that was run holds, 1 when one fails, 2 otherwise.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Assurance, type Command, PROMISES } from './assurance/table.ts'

const { values } = parseArgs({
  options: { whole: { type: 'boolean', default: false }, only: { type: 'string' }, out: { type: 'string' } },
})

type Result = 'holds' | 'FAILS' | 'partly proven' | 'not proven here'
const TEXTS: Record<Result, string> = {
  holds: '成立 holds',
  FAILS: '不成立 FAILS',
  'partly proven': '部分证明 partly proven',
  'not proven here': '此次未证明 not proven here',
}

interface Outcome {
  promise: Assurance
  passed: number
  failed: string[]
  missing: string[]
  figures: string[]
  result: Result
  seconds: number
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const ANSI = /\u001b\[[\d;]*m/g

const wanted = values.only?.split(',')
const unknown = wanted?.filter((id) => !PROMISES.some((promise) => promise.id === id)) ?? []
if (unknown.length > 0) throw new Error(`no such promise: ${unknown.join(', ')}`)

const outcomes: Outcome[] = []
for (const promise of PROMISES.filter(({ id }) => !wanted || wanted.includes(id))) {
  console.log(`\n=== ${promise.id} ${promise.zh} · ${promise.en}`)
  outcomes.push(await prove(promise))
}
const table = tableOf(outcomes)
console.log(`\n${table}`)
if (values.out) writeFileSync(values.out, `${table}\n`)
const isBroken = outcomes.some(({ result }) => result === 'FAILS')
process.exitCode = isBroken ? 1 : outcomes.every(({ result }) => result === 'holds') ? 0 : 2

async function prove(promise: Assurance): Promise<Outcome> {
  const started = performance.now()
  const missing = promise.suites.filter((suite) => !isThere(suite))
  const present = promise.suites.filter(isThere)
  const tests = present.length > 0 ? await runSuites(present) : { passed: 0, failed: [], said: '' }
  const said = [tests.said]
  const failed = [...tests.failed]
  let longRuns = 0
  for (const command of values.whole ? (promise.whole ?? []) : []) {
    const { code, text } = await run(command)
    said.push(text)
    longRuns += 1
    if (code !== 0) failed.push(`${command.args.join(' ')} ended with ${code}`)
  }
  const figures = said
    .join('\n')
    .split('\n')
    .flatMap((line) => {
      const [, figure] = new RegExp(`^${promise.id}: (.+)$`).exec(line.replace(ANSI, '').trim()) ?? []
      return figure ? [figure] : []
    })
  const ran = tests.passed + longRuns
  const gaps = missing.length + figures.filter((figure) => figure.includes('not reached')).length
  const result = resultOf(failed.length, ran, gaps)
  const seconds = Math.round((performance.now() - started) / 1000)
  return { promise, passed: tests.passed, failed, missing, figures: [...new Set(figures)], result, seconds }
}

function resultOf(failed: number, ran: number, gaps: number): Result {
  if (failed > 0) return 'FAILS'
  if (ran === 0) return 'not proven here'
  return gaps > 0 ? 'partly proven' : 'holds'
}

/** A folder, a file, or the beginning of the names of files. */
function isThere(suite: string): boolean {
  if (existsSync(suite)) return true
  const folder = dirname(suite)
  return (
    existsSync(folder) &&
    readdirSync(folder).some((name) => name.startsWith(basename(suite)) && name.endsWith('.test.ts'))
  )
}

interface Report {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[]
}

async function runSuites(files: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-assurance-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...files, ...reporters]
  const { code, text } = await run({ args })
  const results = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report).testResults : []
  rmSync(folder, { recursive: true, force: true })
  const tests = results.flatMap((file) => file.assertionResults)
  const failed = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
  if (code !== 0 && failed.length === 0) failed.push('the run itself')
  return { passed: tests.filter(({ status }) => status === 'passed').length, failed, said: text }
}

function run({ args, env }: Command): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      text += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, text }))
  })
}

function tableOf(all: readonly Outcome[]): string {
  const rows = all.map(({ promise, passed, failed, missing, figures, result, seconds }) => {
    const tests = [
      `${passed} passed`,
      ...(failed.length > 0 ? [`${failed.length} failed: ${failed.slice(0, 3).join('; ')}`] : []),
      ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
      `${seconds} s`,
    ]
    const cells = [
      `${promise.id} ${promise.zh} · ${promise.en}`,
      promise.goal,
      tests.join('; '),
      figures.join('; ') || '—',
    ]
    return `| ${[...cells, TEXTS[result]].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  const holds = all.filter(({ result }) => result === 'holds').length
  const head = ['| 承诺 promise | 目标 goal | 测试 tests | 数据 figure | 结果 result |', '|---|---|---|---|---|']
  return [...head, ...rows, '', `${holds} of ${all.length} hold${values.whole ? ' (whole)' : ' (short)'}`].join('\n')
}
