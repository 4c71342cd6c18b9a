// Brings the embedded database back from a backup: restored beside, proven there, and only then put in its place.
// What stood in that place is moved aside and never deleted.

import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { claimDirectory } from '#adapters/database/claim.node.ts'
import { embeddedAddress } from '#adapters/database/embedded.node.ts'
import { clusterHome, installation, serverUser } from '#adapters/database/installation.node.ts'
import { endServer, removeCluster, startServer } from '#adapters/database/server.node.ts'
import type { Instant } from '#core/verdict.ts'
import type { DrillEvidence } from '#src/ports.ts'
import { compareTables, lend } from './drill.node.ts'
import { inspectBackup } from './inspect.node.ts'
import { DATA_FOLDER, type Manifest } from './manifest.ts'

export interface RestoreOrder {
  dataDirectory: string
  /** The folder of the backup. */
  folder: string
  /** SHA-256 of the manifest, hex, as it was kept elsewhere. */
  manifestDigest: string
  now: Instant
  /** Looks at the restored database before it is put in its place; `false` keeps everything as it was. */
  prove(url: string, evidence: DrillEvidence): Promise<boolean>
}

export interface RestoreOutcome {
  evidence: DrillEvidence
  isInPlace: boolean
  /** Where the database files went that were there before. */
  keptAside?: string
}

/** @throws DirectoryInUse while the service runs on this directory */
export async function restoreBackup(order: RestoreOrder): Promise<RestoreOutcome> {
  const claim = claimDirectory(order.dataDirectory)
  try {
    const { files, manifest } = await inspectBackup(order.folder, order.manifestDigest)
    const evidence = { files, recoveryTimeMs: 0, takenAt: manifest?.takenAt ?? null, tables: [] }
    const isWhole = files.missing.length + files.altered.length === 0
    if (!manifest || !isWhole) return { evidence, isInPlace: false }
    return await restoreBeside(order, manifest, evidence)
  } finally {
    claim.release()
  }
}

async function restoreBeside(order: RestoreOrder, manifest: Manifest, found: DrillEvidence): Promise<RestoreOutcome> {
  const user = serverUser()
  const cluster = join(clusterHome(order.dataDirectory, user), 'postgres')
  const draft = `${cluster}.restoring`
  const began = performance.now()
  try {
    await removeCluster(draft)
    await cp(join(order.folder, DATA_FOLDER), draft, { recursive: true })
    await lend(draft, user)
    const server = await startServer(installation(order.dataDirectory, user), draft, user, {})
    let isProven: boolean
    let evidence: DrillEvidence
    try {
      const url = embeddedAddress(order.dataDirectory, server.port)
      const recoveryTimeMs = Math.round(performance.now() - began)
      evidence = { ...found, recoveryTimeMs, tables: await compareTables(url, manifest) }
      isProven = await order.prove(url, evidence)
    } finally {
      await endServer(server)
    }
    if (!isProven) return { evidence, isInPlace: false }
    return { evidence, isInPlace: true, ...(await putInPlace(draft, cluster, order.now)) }
  } catch (error) {
    const startError = error instanceof Error ? error.message.slice(-1_000) : String(error)
    return { evidence: { ...found, startError }, isInPlace: false }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function putInPlace(draft: string, cluster: string, now: Instant): Promise<{ keptAside?: string }> {
  const keptAside = `${cluster}.before-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`
  const isKept = await rename(cluster, keptAside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  await rename(draft, cluster)
  return isKept ? { keptAside } : {}
}
