// `keys`: what is sealed under which key-encryption key; a new one; everything under it; the old ones gone; another guard for them.
// Works beside a running service, which notices by itself, and without one.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keyRotation } from '#adapters/keys/rotation.node.ts'
import { beginRotation, forgetKeks, keyStanding, rewrapKeys } from '#features/keys/index.ts'
import { readConfig } from '#src/config.ts'
import type { Ctx } from '#src/context.ts'
import { type Keks, openKeks } from '#src/key-encryption-key.node.ts'
import type { Ports } from '#src/ports.ts'
import { withDatabase, withDatabaseUrl } from './database.ts'
import { EXIT, type Io } from './io.ts'
import { parsed, UsageError, withUsage } from './usage.ts'

const USAGE = `usage: zhengxun keys status [--json]
       zhengxun keys rotate [--resume] [--json]   a new key-encryption key, and everything under it; --resume: no new one
       zhengxun keys forget [--json]              drop the old ones, once nothing is under them
       zhengxun keys protect                      write the keys in DATA_DIR/kek anew under ZHENGXUN_KEK_PROVIDER
`

type Options = { resume: boolean; json: boolean }
type Action = (ctx: Ctx, keks: Keks, options: Options, io: Io) => Promise<number>

const ACTIONS: Record<string, Action> = { status, rotate, forget, protect }

export const runKeys = withUsage(USAGE, async (argv, io) => {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { resume: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    }),
  )
  const action = positionals.length === 1 ? ACTIONS[positionals[0] ?? ''] : undefined
  if (!action) throw new UsageError('')
  return await onKeys((ctx, keks) => action(ctx, keks, values, io))
})

async function status(ctx: Ctx, _keks: Keks, { json }: Options, io: Io): Promise<number> {
  const standing = await keyStanding(ctx)
  if (json) io.out(`${JSON.stringify(standing)}\n`)
  else {
    io.out(`当前主密钥 · current key-encryption key: ${standing.currentKekId}\n`)
    for (const { table, rows, waiting, unopenable, keks } of standing.tables)
      io.out(`${table}: ${rows}，待换 · waiting ${waiting}，打不开 · unopenable ${unopenable}  [${keks.join(' ')}]\n`)
  }
  return standing.tables.some(({ waiting }) => waiting > 0) ? EXIT.unknown : EXIT.ok
}

async function rotate(ctx: Ctx, keks: Keks, { resume, json }: Options, io: Io): Promise<number> {
  if (!resume && keks.file) await beginRotation(ctx)
  const started = performance.now()
  const { rewrapped, broken } = await rewrapKeys(ctx, (rows) => io.err(`… ${rows}\n`))
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1))
  if (json) io.out(`${JSON.stringify({ rewrapped, broken, seconds })}\n`)
  else {
    io.out(`已换到新的主密钥 · under the current key-encryption key: ${rewrapped} (${seconds} s)\n`)
    for (const { id, code } of broken) io.out(`  ${id} ${code}\n`)
  }
  return broken.length > 0 ? EXIT.failed : EXIT.ok
}

async function forget(ctx: Ctx, _keks: Keks, { json }: Options, io: Io): Promise<number> {
  const forgotten = await forgetKeks(ctx)
  io.out(json ? `${JSON.stringify({ forgotten })}\n` : `已丢弃旧主密钥 · dropped: ${forgotten}\n`)
  return EXIT.ok
}

async function protect(_ctx: Ctx, { file }: Keks, _options: Options, io: Io): Promise<number> {
  if (!file) throw new UsageError('ZHENGXUN_KEK：主密钥来自设置 · the key comes from the settings')
  await file.protect()
  io.out('主密钥文件已改由设置的方式保护 · the key file is guarded as configured\n')
  return EXIT.ok
}

async function onKeys(work: (ctx: Ctx, keks: Keks) => Promise<number>): Promise<number> {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  const keks = await openKeks(config, resolve(config.dataDir))
  return withDatabaseUrl(({ url }) =>
    withDatabase(url, { applicationName: 'zhengxun keys' }, (db) => {
      const ports = { keyRotation: keyRotation(keks.ring, keks.file) } as Partial<Ports> as Ports
      const actor = { type: 'system', name: 'command line' } as const
      return work({ db, ports, now: Date.now(), actor, requestId: 'keys' }, keks)
    }),
  )
}
