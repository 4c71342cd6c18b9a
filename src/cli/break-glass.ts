// `break-glass new`: new sealed halves at the terminal of the server, by two persons. Each half is shown by itself, to one of them.

import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { nodePasswords } from '#adapters/crypto/passwords.node.ts'
import { textOf } from '#core/messages/index.ts'
import { openDatabase } from '#db/open.node.ts'
import { judgeTwoPersons, newPassword } from '#features/accounts/index.ts'
import { sealSet } from '#features/break-glass/index.ts'
import { uncheckedRights } from '#src/absent-port.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { withDatabaseUrl } from './database.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { secretLines } from './secret-line.ts'

const USAGE = `usage: zhengxun break-glass new --persons A,B --first HOLDER --second HOLDER
  A and B are accounts of two persons, a system and a security administrator; their passwords are asked for
  HOLDER: who keeps the sealed half; two different people
`
/** Clears the screen and what can be scrolled back to: the next half is for other eyes. */
const CLEAR = '\u001b[2J\u001b[3J\u001b[H'

interface Order {
  usernames: readonly [string, string]
  firstHolder: string
  secondHolder: string
}

/** `undefined` for a command line that is wrong. */
function readOrder(argv: readonly string[]): Order | undefined {
  try {
    const options = { persons: { type: 'string' }, first: { type: 'string' }, second: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options })
    const [a, b, ...rest] = (values.persons ?? '').split(',').map((name) => name.trim().toLowerCase())
    const [firstHolder, secondHolder] = [values.first?.trim(), values.second?.trim()]
    const isWhole = positionals.length === 1 && positionals[0] === 'new' && rest.length === 0
    if (!isWhole || !a || !b || !firstHolder || !secondHolder || firstHolder === secondHolder) return undefined
    return { usernames: [a, b], firstHolder, secondHolder }
  } catch {
    return undefined
  }
}

export const runBreakGlass: Command = async (argv, io) => {
  const order = readOrder(argv)
  if (!order) {
    io.err(USAGE)
    return EXIT.usage
  }
  return withDatabaseUrl(({ url }) => seal(url, order, io))
}

async function seal(url: string, order: Order, io: Io): Promise<number> {
  const { db, close } = openDatabase(url, { poolSize: 2, applicationName: 'zhengxun break-glass' })
  const lines = secretLines(io)
  try {
    const passwords = nodePasswords()
    const ports = { passwords, rights: uncheckedRights } as Partial<Ports> as Ports
    const actor = { type: 'system', name: 'command line' } as const
    const ctx: Ctx = { db, ports, now: Date.now(), actor, requestId: `break-glass/${randomUUID()}` }
    const [a, b] = order.usernames
    const ask = async (username: string) => ({
      username,
      password: (await lines.next(`${username}: 口令 · password: `)) ?? '',
    })
    const persons = await judgeTwoPersons(ctx, [await ask(a), await ask(b)])
    const [first, second] = [newPassword(), newPassword()]
    const { firstHolder, secondHolder } = order
    const set = {
      ...{ firstHolder, secondHolder },
      firstHash: await passwords.hash(first),
      secondHash: await passwords.hash(second),
    }
    const createdBy = persons.map(({ name }) => name).join('、')
    await db.transaction((tx) => sealSet(tx, ctx, set, createdBy))
    await show(io, lines, firstHolder, first)
    await show(io, lines, secondHolder, second)
    io.out('已封存 · sealed\n')
    return EXIT.ok
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    io.err(`${textOf(error.code, 'zh', error.params)} · ${textOf(error.code, 'en', error.params)}\n`)
    return EXIT.failed
  } finally {
    lines.close()
    await close()
  }
}

async function show(io: Io, lines: ReturnType<typeof secretLines>, holder: string, half: string): Promise<void> {
  io.out(`${holder}: ${half}\n`)
  await lines.next('写下、封好后按回车，屏幕将清除 · write it down, seal it, press Enter; the screen is cleared: ')
  io.out(CLEAR)
}
