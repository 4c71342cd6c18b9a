// `backup restore`: the service's own database back from a backup, by two persons. Proven before it is put in its place.

import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { restoreBackup } from '#adapters/backup/restore.node.ts'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { probeVerdict, type Reason } from '#core/checks/check.ts'
import { textOf } from '#core/messages/index.ts'
import { tellReason } from '#core/messages/told.ts'
import { openDatabase } from '#db/open.node.ts'
import { judgeTwoPersons } from '#features/accounts/index.ts'
import { recordAudit, verifyAudit } from '#features/audit/index.ts'
import { drillReasons } from '#features/backups/index.ts'
import { uncheckedRights } from '#src/absent-port.ts'
import { readConfig } from '#src/config.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { DrillEvidence, Ports } from '#src/ports.ts'
import { bothTexts } from './both-texts.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { RestoreAttempts } from './restore-attempts.ts'
import { secretLines } from './secret-line.ts'

export const RESTORE_USAGE = `usage: zhengxun backup restore FOLDER --persons A,B --reason TEXT [--manifest-digest HEX]
  stop the service first; A and B are accounts of two persons, a system and a security administrator; their passwords are asked for
`

interface Order {
  folder: string
  usernames: readonly [string, string]
  reason: string
  manifestDigest?: string
}

/** `undefined` for a command line that is wrong. */
function readOrder(argv: readonly string[]): Order | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { persons: { type: 'string' }, reason: { type: 'string' }, 'manifest-digest': { type: 'string' } },
  })
  const [folder] = positionals
  const [first, second, ...rest] = (values.persons ?? '').split(',').map((name) => name.trim().toLowerCase())
  const reason = values.reason?.trim()
  if (!folder || positionals.length > 1 || !first || !second || rest.length > 0 || !reason) return undefined
  const manifestDigest = values['manifest-digest']
  return { folder: resolve(folder), usernames: [first, second], reason, ...(manifestDigest && { manifestDigest }) }
}

export const runRestore: Command = async (argv, io) => {
  const order = readOrder(argv)
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  if (!order || config.databaseUrl !== undefined) {
    io.err(order ? '自备的数据库由其自身工具恢复 · a server of your own is restored by its own means\n' : RESTORE_USAGE)
    return EXIT.usage
  }
  const ownDigest = digestOf(join(order.folder, 'manifest.json'))
  if (order.manifestDigest === undefined)
    io.err('清单摘要没有与另存的比对 · the manifest was not held against a digest kept elsewhere (--manifest-digest)\n')
  const attempts = new RestoreAttempts(resolve(config.dataDir))
  const waitMs = attempts.waitMs(Date.now())
  if (waitMs > 0) {
    io.err(`${bothTexts('accounts.too-many-attempts', { retryAfterSeconds: Math.ceil(waitMs / 1000) })}\n`)
    return EXIT.failed
  }
  const lines = secretLines(io)
  const passwords = await twoPasswords(order, lines)
  lines.close()
  let reasons: Reason[] = []
  const outcome = await restoreBackup({
    dataDirectory: resolve(config.dataDir),
    folder: order.folder,
    manifestDigest: order.manifestDigest ?? ownDigest ?? '',
    now: Date.now(),
    prove: async (url, evidence) => {
      reasons = await prove(url, evidence, order, passwords)
      return probeVerdict(reasons) !== 'fail'
    },
  })
  if (reasons.some(({ code }) => code === 'accounts.sign-in-failed')) attempts.failed(Date.now())
  else if (outcome.isInPlace) attempts.succeeded()
  if (reasons.length === 0) reasons = drillReasons(outcome.evidence)
  return report(outcome.isInPlace, reasons, outcome.keptAside, io)
}

function digestOf(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return undefined
  }
}

async function twoPasswords({ usernames }: Order, lines: ReturnType<typeof secretLines>): Promise<[string, string]> {
  const ask = async (username: string) => (await lines.next(`${username}: 口令 · password: `)) ?? ''
  return [await ask(usernames[0]), await ask(usernames[1])]
}

/** The tables as the manifest has them, the audit trail unbroken, and two persons who may: only then is it written down and put in place. */
async function prove(
  url: string,
  evidence: DrillEvidence,
  { folder, usernames, reason }: Order,
  passwords: readonly [string, string],
): Promise<Reason[]> {
  const reasons = drillReasons(evidence)
  if (probeVerdict(reasons) === 'fail') return reasons
  const { db, close } = openDatabase(url, {
    poolSize: 2,
    applicationName: 'zhengxun restore',
    statementTimeoutMs: 600_000,
  })
  try {
    // The key may be lost with the machine; the service checks what came back when it starts.
    const ports = { passwords: nodePasswords(), rights: uncheckedRights } as Partial<Ports> as Ports
    const actor = { type: 'system', name: 'command line' } as const
    const ctx: Ctx = { db, ports, now: Date.now(), actor, requestId: `restore/${randomUUID()}` }
    const trail = await verifyAudit(db, { primitives: nodePrimitives })
    if (!trail.isIntact) return [...reasons, refusal('backups.restored-trail-broken', { seq: trail.broken?.seq ?? 0 })]
    const persons = await judgeTwoPersons(ctx, [
      { username: usernames[0], password: passwords[0] },
      { username: usernames[1], password: passwords[1] },
    ])
    await db.transaction((tx) =>
      recordAudit(tx, ctx, {
        action: 'service.restored',
        object: { type: 'backup', id: basename(folder) },
        detail: { reason, persons, takenAt: new Date(evidence.takenAt ?? 0).toISOString(), trail: trail.head },
      }),
    )
    return reasons
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [...reasons, refusal(error.code, error.params)]
  } finally {
    await close()
  }
}

function refusal(code: string, params: Reason['params'] = {}): Reason {
  return { code, verdict: 'fail', citation: 'GB/T 22239-2019 8.1.4.9 (clause unverified)', params }
}

function report(isInPlace: boolean, reasons: readonly Reason[], keptAside: string | undefined, io: Io): number {
  for (const { code, text } of reasons.map(tellReason)) io.out(`  ${code}: ${text.zh} · ${text.en}\n`)
  const code = isInPlace ? 'backups.restored' : 'backups.not-restored'
  io.out(`${textOf(code, 'zh')} · ${textOf(code, 'en')}\n`)
  if (keptAside) io.out(`原来的数据库留在 · the earlier database is kept in ${keptAside}\n`)
  return isInPlace ? EXIT.ok : EXIT.failed
}
