// The restore drill: a scratch server of its own, on its own port, from the backup alone; compared table by table, then destroyed.

import { chown, cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Installation, ServerUser } from '#adapters/database/installation.node.ts'
import { endServer, type RunningServer, removeCluster, startServer } from '#adapters/database/server.node.ts'
import type { DrillEvidence, DrillPhase, TableComparison } from '#src/ports.ts'
import { inspectBackup } from './inspect.node.ts'
import { DATA_FOLDER, type Manifest } from './manifest.ts'
import { countTables } from './tables.node.ts'

export interface DrillGround {
  /** The folder of the backup. */
  folder: string
  manifestDigest: string
  /** Made and removed by the drill; the server's user must be able to reach its parent. */
  scratch: string
  programs: Installation
  user: ServerUser | undefined
  /** Address of the restored database on a given port: the roles and passwords are those of the backup. */
  addressOn: (port: number) => string
  onPhase: (phase: DrillPhase) => void
}

/** Never throws for a damaged backup: what cannot be restored is evidence. The scratch server is gone when this resolves. */
export async function drillBackup(ground: DrillGround): Promise<DrillEvidence> {
  ground.onPhase('files')
  const { files, manifest } = await inspectBackup(ground.folder, ground.manifestDigest)
  const evidence: DrillEvidence = { files, recoveryTimeMs: 0, takenAt: manifest?.takenAt ?? null, tables: [] }
  if (!manifest) return { ...evidence, startError: 'no manifest' }
  try {
    return { ...evidence, ...(await restore(ground, manifest)) }
  } finally {
    ground.onPhase('destroy')
    await rm(ground.scratch, { recursive: true, force: true })
  }
}

async function restore(ground: DrillGround, manifest: Manifest): Promise<Partial<DrillEvidence>> {
  const began = performance.now()
  let server: RunningServer | undefined
  try {
    ground.onPhase('copy')
    // A drill that was killed may have left files there, and a server on them: nothing of it may count for the backup.
    await removeCluster(ground.scratch)
    await cp(join(ground.folder, DATA_FOLDER), ground.scratch, { recursive: true })
    await lend(ground.scratch, ground.user)
    ground.onPhase('start')
    server = await startServer(ground.programs, ground.scratch, ground.user, { isDurable: false })
    const recoveryTimeMs = Math.round(performance.now() - began)
    ground.onPhase('compare')
    return { recoveryTimeMs, tables: await compareTables(ground.addressOn(server.port), manifest) }
  } catch (error) {
    const startError = error instanceof Error ? error.message.slice(-1_000) : String(error)
    return { recoveryTimeMs: Math.round(performance.now() - began), startError }
  } finally {
    if (server) await endServer(server)
  }
}

/** PostgreSQL wants its files to itself: owner the server's user, nobody else. */
export async function lend(directory: string, user: ServerUser | undefined): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if (!user) return
  await chown(directory, user.uid, user.gid)
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    await chown(join(entry.parentPath, entry.name), user.uid, user.gid)
}

/** Every table of the manifest beside what the restored server holds. */
export async function compareTables(url: string, manifest: Manifest): Promise<TableComparison[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, statement_timeout: 600_000 })
  await client.connect()
  try {
    const restored = new Map((await countTables(client)).map(({ table, content }) => [table, content]))
    return manifest.tables.map((expected) => {
      const content = restored.get(expected.table)
      return { ...expected, ...(content && { restored: content }) }
    })
  } finally {
    await client.end()
  }
}
