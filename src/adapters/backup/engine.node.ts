// The backup engine of the embedded database. A server of the operator's own is backed up by its own means.

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { clusterHome, installation, SCRATCH_PREFIX, serverUser } from '#adapters/database/installation.node.ts'
import type { Instant } from '#core/verdict.ts'
import type { BackupEngine } from '#src/ports.ts'
import { drillBackup } from './drill.node.ts'
import { inspectBackup } from './inspect.node.ts'
import { takeBackup } from './take.node.ts'

export interface EngineOptions {
  /** Where the embedded server keeps everything. */
  dataDirectory: string
  /** Of the owner: the application's role may not read the server's files. */
  url: string
  clusterDirectory: string
  now: () => Instant
}

/** Backups lie in `backups/` below the data directory, one folder each. */
export function embeddedBackupEngine(options: EngineOptions): BackupEngine {
  const backupDirectory = join(options.dataDirectory, 'backups')
  const folderOf = (id: string) => join(backupDirectory, safe(id))
  return {
    take: (id) => takeBackup({ ...options, backupDirectory }, safe(id)),
    inspect: async (id, manifestDigest) => (await inspectBackup(folderOf(id), manifestDigest)).files,
    remove: async (id) => {
      for (const folder of [folderOf(id), join(backupDirectory, `.${safe(id)}.draft`)])
        await rm(folder, { recursive: true, force: true })
    },
    drill: async (id, manifestDigest, onPhase) => {
      const user = serverUser()
      return drillBackup({
        folder: folderOf(id),
        manifestDigest,
        scratch: join(clusterHome(options.dataDirectory, user), `${SCRATCH_PREFIX}${safe(id)}`),
        programs: installation(options.dataDirectory, user),
        user,
        addressOn: (port) => onPort(options.url, port),
        onPhase,
      })
    },
  }
}

/** An id becomes a folder name: nothing but letters, digits and hyphens may. */
function safe(id: string): string {
  if (!/^[0-9a-zA-Z-]{1,64}$/.test(id)) throw new Error(`not an id of a backup: ${id}`)
  return id
}

function onPort(url: string, port: number): string {
  const address = new URL(url)
  address.port = String(port)
  return address.href
}
