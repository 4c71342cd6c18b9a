// A database meets a newer release: it is backed up before its schema changes, because the way back is the backup.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '#core/verdict.ts'
import { migrate, missingMigrations } from '#db/open.node.ts'
import type { BackupEngine } from './ports.ts'

export interface Upgrade {
  /** How many migrations the database holds now. */
  migrations: number
  /** The backup of before; none for a new database, one that is up to date, or a server of the operator's own. */
  backupId?: string
}

export interface UpgradeOrder {
  /** Signs in as the owner of the tables, or as anybody while nothing is missing. */
  url: string
  /** Of the embedded server; a server of the operator's own is backed up by its own means. */
  backupEngine?: BackupEngine
  /** Where that engine puts its backups. */
  backupDirectory: string
  now: Instant
  /** Only for tests of releases to come. */
  migrationsFolder?: string
}

/**
 * Brings the schema up to date. The backup's id tells its hour; beside its folder the SHA-256 of its manifest is written down.
 * @throws ForeignSchema for a database of a later release; nothing is changed then
 */
export async function upgradeDatabase(order: UpgradeOrder): Promise<Upgrade> {
  const { url, backupEngine, migrationsFolder } = order
  const { applied, missing } = await missingMigrations(url, migrationsFolder)
  const backupId = applied > 0 && missing > 0 && backupEngine ? await backUp(order, backupEngine) : undefined
  const migrations = await migrate(url, migrationsFolder)
  return { migrations, ...(backupId && { backupId }) }
}

async function backUp({ backupDirectory, now }: UpgradeOrder, engine: BackupEngine): Promise<string> {
  const id = `upgrade-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`
  const { manifestDigest } = await engine.take(id)
  await writeFile(join(backupDirectory, `${id}.sha256`), `${manifestDigest}\n`, { mode: 0o600 })
  return id
}
