// `audit`: verifies the trail without the service (in a database, or in a file that was exported), exports it, and prunes it by age.

import { createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { textOf } from '#core/messages/index.ts'
import type { Db } from '#db/database.ts'
import {
  type AuditVerification,
  type ChainHead,
  type Checkpoint,
  exportTrail,
  pruneAudit,
  readCheckpoint,
  type TrailTrust,
  verifyAudit,
  verifyExport,
} from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { withDatabase, withDatabaseUrl } from './database.ts'
import { EXIT, type Io } from './io.ts'
import { parsed, UsageError, withUsage } from './usage.ts'

const USAGE = `usage: zhengxun audit verify [--checkpoints FILE]… [--key FINGERPRINT]… [--database URL | --export FILE [--part]] [--json]
       zhengxun audit export --out FILE [--from DATE] [--to DATE] [--database URL]
       zhengxun audit prune [--database URL] [--json]
  --checkpoints: lines kept outside (file, syslog, second database), or the output of an earlier --json. Only with one can a
  trail be seen to be cut off at its end, put back to an older state, or rewritten by who holds database and keys.
  --key: SHA-256 of the public key that signs checkpoints; any other key is then refused.
  --export: a file made by export; no database is needed. --part: of some days only, so that what is before and after is not asked for.
  prune deletes what is older than the retention, as the owner of the tables.
`

const OPTIONS = {
  checkpoints: { type: 'string', multiple: true },
  checkpoint: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  database: { type: 'string' },
  export: { type: 'string' },
  part: { type: 'boolean', default: false },
  out: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

type Options = ReturnType<typeof optionsOf>['values']

const optionsOf = (argv: readonly string[]) => parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS })

const ACTIONS: Record<string, (options: Options, io: Io) => Promise<number>> = {
  verify: runVerify,
  export: runExport,
  prune: runPrune,
}

export const runAudit = withUsage(USAGE, async (argv, io) => {
  const { values, positionals } = parsed(() => optionsOf(argv))
  const action = positionals.length === 1 ? ACTIONS[positionals[0] ?? ''] : undefined
  if (!action) throw new UsageError('')
  return await action(values, io)
})

async function runVerify(options: Options, io: Io): Promise<number> {
  const trust = await trustOf(options)
  const { export: file } = options
  const verification =
    file === undefined
      ? await onDatabase(options, (db) => verifyAudit(db, trust))
      : await verifyExport(linesIn(file), { ...trust, isPart: options.part })
  report(verification, options.json, io)
  return verification.isIntact ? EXIT.ok : EXIT.failed
}

async function runExport(options: Options, io: Io): Promise<number> {
  const { out, from, to } = options
  if (out === undefined) throw new UsageError('--out FILE')
  const range = { ...instant('from', from), ...instant('to', to) }
  const made = await onDatabase(options, async (db) => {
    const trail = await exportTrail(db, Date.now(), range)
    await pipeline(Readable.from(trail.lines), createWriteStream(out, { mode: 0o600 }))
    return trail
  })
  io.out(`已导出 · exported: ${made.rows} (${made.first}–${made.last}) → ${out}\n`)
  return EXIT.ok
}

async function runPrune(options: Options, io: Io): Promise<number> {
  const pruning = await onDatabase({ ...options, isOwner: true }, (db) => {
    const ports = { primitives: nodePrimitives } as Partial<Ports> as Ports
    const actor = { type: 'system', name: 'command line' } as const
    const ctx: Ctx = { db, ports, now: Date.now(), actor, requestId: 'audit prune' }
    return pruneAudit(ctx)
  })
  if (options.json) io.out(`${JSON.stringify(pruning ?? { rows: 0 })}\n`)
  else if (pruning)
    io.out(`已清理 · pruned: ${pruning.rows} (… ${pruning.throughSeq}), 起点 · anchored by ${pruning.hash}\n`)
  else io.out('没有超过保存期限的审计记录 · nothing is older than the retention\n')
  return EXIT.ok
}

function instant<N extends string>(name: N, text: string | undefined): { [name in N]?: number } {
  if (text === undefined) return {}
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new UsageError(`--${name} ${text}: no date`)
  return { [name]: at } as { [name in N]?: number }
}

interface Where extends Pick<Options, 'database'> {
  /** Acts as the owner of the tables, which the service never does. */
  isOwner?: true
}

async function onDatabase<T>({ database, isOwner }: Where, work: (db: Db) => Promise<T>): Promise<T> {
  const settings = { applicationName: 'zhengxun audit', statementTimeoutMs: 300_000, ...(isOwner && { isOwner }) }
  const on = (url: string) => withDatabase(url, settings, work)
  return database === undefined ? withDatabaseUrl(({ ownerUrl }) => on(ownerUrl)) : on(database)
}

const Head = z.object({ seq: z.number().int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) })
/** What `--json` writes, or its `head` alone. */
const Noted = z.union([z.object({ head: Head }).transform(({ head }) => head), Head])

async function trustOf(options: Options): Promise<TrailTrust> {
  const checkpoints: Checkpoint[] = []
  const heads: ChainHead[] = []
  for (const file of [...(options.checkpoints ?? []), ...(options.checkpoint ?? [])])
    for (const line of readLines(file)) {
      const checkpoint = readCheckpoint(line)
      if (checkpoint) checkpoints.push(checkpoint)
      else heads.push(notedIn(file, line))
    }
  const keys = options.key?.map((key) => key.toLowerCase().replace(/^sha256:/, ''))
  return { primitives: nodePrimitives, checkpoints, heads, ...(keys && { keys }) }
}

/** The messages of a log server hold the same line behind their own words. */
function readLines(file: string): string[] {
  const text = parsed(() => readFileSync(file, 'utf8'))
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) throw new UsageError(`${file}: 没有检查点 · no checkpoint`)
  const whole = lines.every((line) => line.includes('{')) ? lines : [text]
  return whole.map((line) => line.slice(line.indexOf('{')).trim())
}

function notedIn(file: string, text: string): ChainHead {
  const noted = Noted.safeParse(parsed(() => JSON.parse(text)))
  if (!noted.success) throw new UsageError(`${file}: 有一行不是检查点 · a line is no checkpoint`)
  return noted.data
}

function linesIn(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
}

function report(verification: AuditVerification, isJson: boolean, io: Io): void {
  const { isIntact, rows, head, broken, checkpoints, keys, after } = verification
  if (isJson) io.out(`${JSON.stringify(verification)}\n`)
  else if (isIntact) {
    io.out(`审计记录完整 · the trail is intact: ${rows} rows, head ${head.seq} ${head.hash}\n`)
    if (after > 0) io.out(`从第 ${after + 1} 条开始 · begins at row ${after + 1}\n`)
    io.out(`对照检查点 · checkpoints: ${checkpoints}${keys.map((key) => `\n  sha256:${key}`).join('')}\n`)
    if (checkpoints === 0) io.out('没有库外检查点，看不出结尾被截去 · without one, a cut-off end cannot be seen\n')
  } else if (broken) {
    const text = (['zh', 'en'] as const).map((language) => textOf(broken.code, language)).join(' · ')
    io.out(`审计记录不完整 · the trail is broken at row ${broken.seq}: ${text}\n`)
  }
}
