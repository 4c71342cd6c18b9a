// Restores MariaDB and MySQL dumps into a scratch MariaDB without network. The client runs in its sandbox mode, in ours, as a user of the
// database who may nothing outside one schema: `\!`, `source`, LOAD DATA and INTO OUTFILE reach neither this host nor its files.

import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import type { TableRestored } from '#core/backups/source.ts'
import type { QueryOutcome } from '#core/backups/usability.ts'
import type { ApplicationQuery } from '#src/backup-ports.ts'
import { outcomeOf } from './compare.node.ts'
import { fetchFiles, unpackedStream } from './fetch.node.ts'
import { countMariadb, SCHEMA_SQL } from './mariadb-count.ts'
import { findProgram, majorOf } from './programs.node.ts'
import type { Restoring } from './restore-postgres.node.ts'
import { launchServer, lendTo, type Run, runInside, type Sandbox } from './sandbox.node.ts'
import { failed, lastWords } from './stage.ts'

const SCRATCH_DATABASE = 'restored'
const OWNER = 'zhengxun_restore'
const READER = 'zhengxun_reader'
const START_TIMEOUT_MS = 120_000
const RESTORE_TIMEOUT_MS = 4 * 60 * 60_000

export interface MariadbScratch {
  version: string
  compare(): Promise<{ tables: TableRestored[]; restoredSchema: string }>
  ask(queries: readonly ApplicationQuery[]): Promise<QueryOutcome[]>
  stop(): Promise<void>
}

interface Programs {
  server: string
  client: string
  install: string
}

export async function restoreMariadb(restoring: Omit<Restoring, 'programs'>): Promise<MariadbScratch> {
  const { order, scratch, sandbox, enter, manifest } = restoring
  // A root of MariaDB may write files as its own user: only a sandbox holds it.
  if (!sandbox.isIsolated) throw failed('restore.isolation-missing', {}, true)
  const programs = programsHere()
  const version = await demandVersion(sandbox, programs, manifest.server?.version ?? '')
  enter('fetch')
  const files = await fetchFiles({ ...restoring, ...order }, join(scratch, 'in'))
  enter('start')
  const server = await startMariadb(sandbox, programs, scratch)
  try {
    enter('restore')
    for (const path of files) await feed(server, await unpackedStream(path, order.maxBytes))
    return {
      version,
      compare: () => compare(server, manifest.tables),
      ask: (queries) => askAll(server, queries),
      stop: server.stop,
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

function programsHere(): Programs {
  const find = (name: string) => {
    const path = findProgram(name)
    if (path === undefined) throw failed('restore.program-missing', { program: name }, true)
    return path
  }
  return { server: find('mariadbd'), client: find('mariadb'), install: find('mariadb-install-db') }
}

/** A dump of MySQL 8 holds words MariaDB does not know, and the other way round: the major version must be the same. */
async function demandVersion(sandbox: Sandbox, { server }: Programs, needed: string): Promise<string> {
  const { stdout } = await runInside(sandbox, server, ['--version'], { timeoutMs: 20_000 })
  const have = /Ver ([\d.]+)/.exec(stdout)?.[1] ?? ''
  if (majorOf(have) !== majorOf(needed))
    throw failed('restore.version-missing', { needed: `MariaDB ${majorOf(needed)}`, have }, true)
  return have
}

interface Running {
  /** Runs SQL as a user; rows as lines, columns apart by tabs. */
  run(user: string, input: NodeJS.ReadableStream | string, database?: string): Promise<Run>
  stop(): Promise<void>
}

async function startMariadb(sandbox: Sandbox, programs: Programs, scratch: string): Promise<Running> {
  const data = join(scratch, 'data')
  const socketFolder = join(scratch, 's')
  for (const folder of [data, socketFolder]) {
    await mkdir(folder, { mode: 0o700 })
    lendTo(sandbox, folder)
  }
  const install = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db']
  const made = await runInside(sandbox, programs.install, install, { timeoutMs: START_TIMEOUT_MS })
  if (made.code !== 0) throw failed('restore.program-missing', { program: lastWords(made.stdout + made.stderr) }, true)
  const socket = join(socketFolder, 'm')
  const server = await launch(sandbox, programs.server, serverArguments(data, socketFolder, socket))
  const run: Running['run'] = (user, input, database) => {
    const args = [...CLIENT, `--socket=${socket}`, `--user=${user}`, ...(database === undefined ? [] : [database])]
    const sql = typeof input === 'string' ? Readable.from([input]) : input
    return runInside(sandbox, programs.client, args, { timeoutMs: RESTORE_TIMEOUT_MS, input: sql })
  }
  const prepared = await run('root', PREPARE)
  if (prepared.code !== 0) {
    await server.stop()
    throw failed('start.failed', { problem: lastWords(prepared.stderr) })
  }
  return { run, stop: server.stop }
}

const CLIENT = [
  ...['--no-defaults', '--sandbox', '--local-infile=0', '--batch', '--raw', '--skip-column-names'],
  ...['--default-character-set=utf8mb4', '--max-allowed-packet=1G'],
]

const PREPARE = `create database ${SCRATCH_DATABASE};
  create user ${OWNER}@localhost; grant all on ${SCRATCH_DATABASE}.* to ${OWNER}@localhost;
  create user ${READER}@localhost; grant select, show view on ${SCRATCH_DATABASE}.* to ${READER}@localhost;`

function serverArguments(data: string, folder: string, socket: string): string[] {
  return [
    ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`],
    ...[`--tmpdir=${folder}`, '--skip-networking', '--local-infile=OFF', `--secure-file-priv=${folder}`],
    ...['--event-scheduler=DISABLED', '--skip-log-bin', '--performance-schema=OFF', '--max-allowed-packet=1G'],
    ...['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--innodb-buffer-pool-size=64M'],
    ...['--character-set-server=utf8mb4', '--default-time-zone=+00:00'],
  ]
}

/** @throws StageFailed with its last words */
async function launch(sandbox: Sandbox, program: string, args: readonly string[]): Promise<{ stop(): Promise<void> }> {
  const waiting = { args, readyWords: 'ready for connections', timeoutMs: START_TIMEOUT_MS }
  const { isReady, said, stop } = await launchServer(sandbox, program, waiting)
  if (isReady) return { stop }
  await stop()
  throw failed('start.failed', { problem: lastWords(said) })
}

async function feed(server: Running, dump: NodeJS.ReadableStream): Promise<void> {
  const { code, stderr } = await server.run(OWNER, dump.pipe(withoutDefiners()), SCRATCH_DATABASE)
  if (code === 0) return
  const line = Number(/at line (\d+)/.exec(stderr)?.[1] ?? 0)
  if (/sandbox mode/i.test(stderr)) throw failed('restore.meta-command', { line, command: lastWords(stderr, 120) })
  throw failed('restore.statements-refused', { count: 1, line, problem: lastWords(stderr) })
}

const DEFINERS: readonly [RegExp, string][] = [
  [/^(\/\*!\d+ )DEFINER=`[^`]*`@`[^`]*` /, '$1'],
  [/^(\/\*!\d+ CREATE\*\/ )\/\*!\d+ DEFINER=`[^`]*`@`[^`]*`\*\/ /, '$1'],
  [/^CREATE DEFINER=`[^`]*`@`[^`]*` /, 'CREATE '],
]
/** A definer stands at the beginning of its line and early in it; data never does, its line breaks are written as \\n. */
const DEFINER_WITHIN = 400

/** Views and routines belong to whoever restores them: in whose name they ran in production nobody here may act. */
function withoutDefiners(): Transform {
  let isStart = true
  let kept = ''
  const cut = (text: string, isLast: boolean): string => {
    const lines = (kept + text).split('\n')
    kept = lines.pop() ?? ''
    const done = lines.map((line, index) => `${index === 0 && !isStart ? line : bare(line)}\n`).join('')
    if (lines.length > 0) isStart = true
    // A long line goes on as it comes: only its beginning is of interest.
    if (!isLast && kept.length < DEFINER_WITHIN && isStart) return done
    const rest = isStart ? bare(kept) : kept
    if (kept !== '') isStart = false
    kept = ''
    return done + rest
  }
  return new Transform({
    transform: (chunk: Buffer, _encoding, next) =>
      next(null, Buffer.from(cut(chunk.toString('latin1'), false), 'latin1')),
    flush: (next) => next(null, Buffer.from(cut('', true), 'latin1')),
  })
}

function bare(line: string): string {
  return DEFINERS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line)
}

async function rowsOf(server: Running, sql: string, user = READER): Promise<string> {
  const { code, stdout, stderr } = await server.run(user, sql, SCRATCH_DATABASE)
  if (code !== 0) throw failed('start.failed', { problem: lastWords(stderr) })
  return stdout
}

async function compare(
  server: Running,
  expected: readonly TableRestored[],
): Promise<{ tables: TableRestored[]; restoredSchema: string }> {
  const counted = await countMariadb((sql) => rowsOf(server, sql))
  const restored = new Map(counted.map(({ table, content }) => [table, content]))
  // Triggers and routines are shown to their owner only.
  const schema = createHash('sha256')
    .update(await rowsOf(server, SCHEMA_SQL, OWNER))
    .digest('hex')
  const tables = expected.map((one) => {
    const content = restored.get(one.table)
    return { ...one, ...(content && { restored: content }) }
  })
  return { tables, restoredSchema: schema }
}

async function askAll(server: Running, queries: readonly ApplicationQuery[]): Promise<QueryOutcome[]> {
  const outcomes: QueryOutcome[] = []
  for (const query of queries) {
    const { code, stdout, stderr } = await server.run(READER, `${query.sql};`, SCRATCH_DATABASE)
    const got = code === 0 ? (stdout.split('\n')[0]?.split('\t')[0] ?? '') : `error: ${lastWords(stderr, 150)}`
    outcomes.push(outcomeOf(query, got))
  }
  return outcomes
}
