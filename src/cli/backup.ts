// `backup check | drill`: whether the newest backup of the own database is whole, and whether it can be restored.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { embeddedBackupEngine } from '#adapters/backup/engine.node.ts'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { clusterHome, serverUser } from '#adapters/database/installation.node.ts'
import type { Reason } from '#core/checks/check.ts'
import { tellReason } from '#core/messages/told.ts'
import {
  beginBackup,
  beginDrill,
  checkBackup,
  completeBackup,
  completeDrill,
  listBackups,
} from '#features/backups/index.ts'
import { readConfig } from '#src/config.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { readAction } from './action.ts'
import { MANIFEST_USAGE, runManifest } from './backup-manifest.ts'
import { RESTORE_USAGE, runRestore } from './backup-restore.ts'
import { withDatabase, withDatabaseUrl } from './database.ts'
import { type Command, EXIT, type Io } from './io.ts'

const USAGE = `usage: zhengxun backup check | drill [--json]   (makes a backup when there is none)\n${RESTORE_USAGE}${MANIFEST_USAGE}`

interface Outcome {
  backup: string
  verdict: string
  reasons: Reason[]
  figures: Record<string, unknown>
}

export const runBackup: Command = async (argv, io) => {
  if (argv[0] === 'manifest') return runManifest(argv.slice(1), io)
  if (argv[0] === 'restore') return runRestore(argv.slice(1), io)
  const read = readAction(argv, ['check', 'drill'])
  if (!read) {
    io.err(USAGE)
    return EXIT.usage
  }
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  if (config.databaseUrl !== undefined) {
    io.err('自备的数据库服务器由其自身工具备份 · a server of your own is backed up by its own means\n')
    return EXIT.unknown
  }
  return withDatabaseUrl(({ url, ownerUrl }) =>
    withDatabase(url, { applicationName: 'zhengxun backup' }, async (db) => {
      const ctx = contextOn(db, ownerUrl, resolve(config.dataDir))
      const outcome = read.action === 'check' ? await check(ctx) : await drill(ctx)
      report(outcome, read.isJson, io)
      return outcome.verdict === 'fail' ? EXIT.failed : outcome.verdict === 'unknown' ? EXIT.unknown : EXIT.ok
    }),
  )
}

function contextOn(db: Ctx['db'], url: string, dataDirectory: string): () => Ctx {
  const clusterDirectory = join(clusterHome(dataDirectory, serverUser()), 'postgres')
  const backupEngine = embeddedBackupEngine({ dataDirectory, url, clusterDirectory, now: Date.now })
  const ports = { primitives: nodePrimitives, backupEngine } as Partial<Ports> as Ports
  return () => ({ db, ports, now: Date.now(), actor: { type: 'system', name: 'command line' }, requestId: 'backup' })
}

/** The newest backup that was completed, made now when there is none. */
async function newest(ctx: () => Ctx): Promise<string> {
  const { items } = await listBackups(ctx(), { limit: 50 })
  const complete = items.find(({ backup }) => backup.state === 'complete')
  if (complete) return complete.backup.id
  const made = await completeBackup(ctx(), await beginBackup(ctx()), Date.now)
  if (made.state !== 'complete') throw new Error(`the backup failed: ${made.error ?? ''}`)
  return made.id
}

async function check(ctx: () => Ctx): Promise<Outcome> {
  const { id, completeness, completenessReasons, fileCount, sizeBytes } = await checkBackup(ctx(), await newest(ctx))
  const figures = { fileCount, sizeBytes }
  return { backup: id, verdict: completeness ?? 'unknown', reasons: completenessReasons ?? [], figures }
}

async function drill(ctx: () => Ctx): Promise<Outcome> {
  const id = await newest(ctx)
  const { usability, reasons, recoveryTimeMs, dataAgeMs, tables } = await completeDrill(
    ctx(),
    await beginDrill(ctx(), id),
    Date.now,
  )
  return { backup: id, verdict: usability ?? 'unknown', reasons, figures: { recoveryTimeMs, dataAgeMs, tables } }
}

function report({ backup, verdict, reasons, figures }: Outcome, isJson: boolean, io: Io): void {
  const told = reasons.map(tellReason)
  if (isJson) io.out(`${JSON.stringify({ backup, verdict, reasons: told, ...figures })}\n`)
  else {
    io.out(`${backup}: ${verdict} ${JSON.stringify(figures)}\n`)
    for (const { code, text } of told) io.out(`  ${code}: ${text.zh} · ${text.en}\n`)
  }
}
