// `sign pdf`, `seal pdf`, `seal ofd`: with a key of the service, under its own rules and in its audit trail.

import { readFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ownClock } from '#adapters/clock/own-clock.node.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { documentMaker } from '#adapters/making/maker.node.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { openDatabase } from '#db/open.node.ts'
import {
  formatOf,
  type GivenFile,
  type MadeDocument,
  SealOrder,
  SignOrder,
  sealDocument,
  signDocument,
} from '#features/signing/index.ts'
import { readConfig } from '#src/config.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Keks, openKeks } from '#src/key-encryption-key.node.ts'
import type { Ports } from '#src/ports.ts'
import { bothTexts } from './both-texts.ts'
import { withDatabaseUrl } from './database.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { readNamed } from './named-file.ts'

const PLACE = '--page N --left MM --top MM'
const USAGE = `usage: zhengxun sign pdf FILE --key NAME --out FILE [${PLACE} [--width MM --height MM]]
                [--reason T] [--location T] [--certify 1|2|3] [--no-timestamp]
       zhengxun seal pdf|ofd FILE --key NAME --seal NUMBER --out FILE ${PLACE} [--no-timestamp]
`

const OPTIONS = {
  key: { type: 'string' },
  seal: { type: 'string' },
  out: { type: 'string' },
  page: { type: 'string' },
  left: { type: 'string' },
  top: { type: 'string' },
  width: { type: 'string' },
  height: { type: 'string' },
  reason: { type: 'string' },
  location: { type: 'string' },
  certify: { type: 'string' },
  'no-timestamp': { type: 'boolean' },
} as const

/** Whoever sits at the terminal may ask any machine this one can reach. */
const ANYWHERE = { allow: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] }

type Make = (ctx: Ctx, file: GivenFile) => Promise<MadeDocument>

export const runSign: Command = (argv, io) =>
  run(argv, io, ['pdf'], (given) => {
    const order = SignOrder.parse(given)
    return (ctx, file) => signDocument(ctx, file, order)
  })

export const runSeal: Command = (argv, io) =>
  run(argv, io, ['pdf', 'ofd'], (given) => {
    const order = SealOrder.parse(given)
    return (ctx, file) => sealDocument(ctx, file, order)
  })

async function run(
  argv: readonly string[],
  io: Io,
  kinds: readonly string[],
  plan: (given: Record<string, string>) => Make,
): Promise<number> {
  const call = understood(argv, kinds, plan)
  if (!call) {
    io.err(USAGE)
    return EXIT.usage
  }
  try {
    const file = await readNamed(call.path)
    if (formatOf(file.bytes) !== call.kind)
      throw new AppError('bad-input', 'signing.other-format', { format: call.kind.toUpperCase() })
    const { sha256 } = await into(call.out, () => onService((ctx) => call.make(ctx, file)))
    io.out(`${call.out}\nSHA-256 ${sha256}\n`)
    return EXIT.ok
  } catch (error) {
    io.err(`${problemOf(error as Error)}\n`)
    return EXIT.failed
  }
}

/** The place of the result is taken before a key is used: nothing is signed that cannot be kept, and nothing is overwritten. */
async function into(path: string, make: () => Promise<MadeDocument>): Promise<MadeDocument> {
  const place = await open(path, 'wx')
  try {
    const made = await make()
    await place.writeFile(made.bytes)
    return made
  } catch (error) {
    await rm(path)
    throw error
  } finally {
    await place.close()
  }
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EEXIST: '已存在，不覆盖 · exists already and is never overwritten',
  ENOENT: '没有这个文件或目录 · no such file or folder',
  EACCES: '没有权限 · permission denied',
  EISDIR: '是目录，不是文件 · a folder, no file',
}

function problemOf(error: NodeJS.ErrnoException): string {
  if (error instanceof AppError) return bothTexts(error.code, error.params)
  const known = FILE_PROBLEMS[error.code ?? '']
  return known ? `${error.path}: ${known}` : error.message
}

/** `undefined` for a command line that cannot be understood. */
function understood(argv: readonly string[], kinds: readonly string[], plan: (given: Record<string, string>) => Make) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const [kind = '', path, ...more] = positionals
    const { out, left, top, width, height, certify, 'no-timestamp': isBare, ...same } = values
    if (!kinds.includes(kind) || path === undefined || more.length > 0 || !out) return undefined
    const named = { ...same, leftMm: left, topMm: top, widthMm: width, heightMm: height, certification: certify }
    const given = Object.entries({ ...named, timestamp: isBare ? 'no' : 'yes' })
    const make = plan(
      Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    )
    return { kind, path, out, make }
  } catch {
    return undefined
  }
}

function vaultFrom({ ring, token }: Keks) {
  return openKeyVault(ring, token && { token })
}

async function onService<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  const keys = vaultFrom(await openKeks(config, resolve(config.dataDir)))
  const preparer = createVerifierPool({ maxWorkers: 1 })
  const egress = createEgress(ANYWHERE)
  const clock = ownClock({ egress, servers: config.ntpServers, now: Date.now })
  await clock.check()
  const maker = documentMaker({ egress, primitives: nodePrimitives, now: Date.now, preparer })
  return withDatabaseUrl(async ({ url }) => {
    const { db, close } = openDatabase(url, { poolSize: 2, applicationName: 'zhengxun sign' })
    try {
      const ports = {
        primitives: nodePrimitives,
        keys,
        documentMaker: maker,
        ownClock: clock,
      } as Partial<Ports> as Ports
      const actor = { type: 'system', name: 'command line' } as const
      return await work({ db, ports, now: Date.now(), actor, requestId: 'sign' })
    } finally {
      await close()
      await preparer.close()
    }
  })
}
