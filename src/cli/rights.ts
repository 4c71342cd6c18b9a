// `rights`: holds what accounts may do against its seals; and, after the sealing key was lost, seals it anew by two persons at the terminal.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { openRightsSeal } from '#adapters/keys/rights.node.ts'
import { judgeTwoPersons, listRights, rightsStanding, sealAll } from '#features/accounts/index.ts'
import { lockAudit } from '#features/audit/index.ts'
import { uncheckedRights } from '#src/absent-port.ts'
import { readConfig } from '#src/config.ts'
import type { Ctx } from '#src/context.ts'
import { openKeks } from '#src/key-encryption-key.node.ts'
import type { Ports } from '#src/ports.ts'
import { bothTexts } from './both-texts.ts'
import { withDatabase, withDatabaseUrl } from './database.ts'
import { EXIT, type Io } from './io.ts'
import { secretLines } from './secret-line.ts'
import { parsed, UsageError, withUsage } from './usage.ts'

const USAGE = `usage: zhengxun rights check [--json]
       zhengxun rights seal --persons A,B --reason TEXT
  check: every account and program key against its seal; also beside a running service
  seal: a new key, and all rights under it as they stand; only where the key is lost for good. A and B are accounts of two
  persons, a system and a security administrator; compare what is shown with the trail before the passwords are given
`

const OPTIONS = {
  json: { type: 'boolean', default: false },
  persons: { type: 'string' },
  reason: { type: 'string' },
} as const

type Options = ReturnType<typeof optionsOf>['values']
const optionsOf = (argv: readonly string[]) => parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS })

const ACTIONS: Record<string, (ctx: Ctx, options: Options, io: Io) => Promise<number>> = { check, seal }

export const runRights = withUsage(USAGE, async (argv, io) => {
  const { values, positionals } = parsed(() => optionsOf(argv))
  const action = positionals.length === 1 ? ACTIONS[positionals[0] ?? ''] : undefined
  if (!action) throw new UsageError('')
  return await onRights((ctx) => action(ctx, values, io))
})

async function check(ctx: Ctx, { json }: Options, io: Io): Promise<number> {
  const standing = await rightsStanding(ctx)
  const { state, accounts, keys, altered } = standing
  if (json) io.out(`${JSON.stringify(standing)}\n`)
  else {
    io.out(`账号 · accounts: ${accounts}，程序密钥 · keys of programs: ${keys}，不符 · altered: ${altered.length}\n`)
    for (const { username, name, fault, keyName } of altered)
      io.out(`  ${username} ${name}${keyName === undefined ? '' : ` [${keyName}]`}: ${fault}\n`)
    if (state === 'keyless') io.out(`${bothTexts('rights.key-missing', {})}\n`)
  }
  return state === 'checked' && altered.length === 0 ? EXIT.ok : EXIT.failed
}

async function seal(ctx: Ctx, { persons: named, reason }: Options, io: Io): Promise<number> {
  const [a, b, ...rest] = (named ?? '').split(',').map((name) => name.trim().toLowerCase())
  if (!a || !b || rest.length > 0 || !reason?.trim()) throw new UsageError('')
  for (const { username, name, roles, districtId, isDisabled } of await listRights(ctx.db))
    io.out(`${username}\t${name}\t${roles.join(' ')}\t${districtId ?? '*'}${isDisabled ? '\t停用 · disabled' : ''}\n`)
  const lines = secretLines(io)
  try {
    const ask = async (username: string) => ({
      username,
      password: (await lines.next(`${username}: 口令 · password: `)) ?? '',
    })
    // Nothing can be held against a key that is lost: two passwords, the machine and the trail stand in for it.
    const unchecked = { ...ctx, ports: { ...ctx.ports, rights: uncheckedRights } }
    const persons = await judgeTwoPersons(unchecked, [await ask(a), await ask(b)])
    const sealed = await ctx.db.transaction(async (tx) => {
      await lockAudit(tx)
      return sealAll(tx, ctx, 'rights.sealed-anew', { reason: reason.trim(), persons })
    })
    io.out(`已重新封存 · sealed anew: ${sealed}\n`)
    return EXIT.ok
  } finally {
    lines.close()
  }
}

async function onRights(work: (ctx: Ctx) => Promise<number>): Promise<number> {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  const keks = await openKeks(config, resolve(config.dataDir))
  return withDatabaseUrl(({ url }) =>
    withDatabase(url, { applicationName: 'zhengxun rights' }, (db) => {
      const ports = { passwords: nodePasswords(), rights: openRightsSeal(keks.ring) } as Partial<Ports> as Ports
      const actor = { type: 'system', name: 'command line' } as const
      return work({ db, ports, now: Date.now(), actor, requestId: 'rights' })
    }),
  )
}
