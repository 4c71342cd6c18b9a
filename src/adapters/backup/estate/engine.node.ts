// The backups of the estate as verbs see them: opens the places, looks, drills, and clears up.

import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { clusterHome } from '#adapters/database/installation.node.ts'
import type { Egress } from '#adapters/egress/egress.ts'
import type { BackupPlace, EstateBackups } from '#src/backup-ports.ts'
import { drillEstate, sweepScratch } from './drill.node.ts'
import { localStore } from './local-store.node.ts'
import { look } from './look.node.ts'
import { s3Store } from './s3-store.ts'
import { openSandbox, type Sandbox } from './sandbox.node.ts'
import { sftpStore } from './sftp-store.node.ts'
import type { BackupStore } from './store.ts'

export interface EstateOptions {
  dataDirectory: string
  /** Folders of this host that may hold backups. */
  backupRoots: readonly string[]
  egress: Egress
}

export function estateBackups({ dataDirectory, backupRoots, egress }: EstateOptions): EstateBackups {
  let sandbox: Sandbox | undefined
  const home = () => {
    sandbox ??= openSandbox()
    return { sandbox, folder: join(clusterHome(dataDirectory, sandbox.user), 'drills') }
  }
  const open = (place: BackupPlace) => openStore(place, backupRoots, egress)
  return {
    look: async (order) => {
      const stores: BackupStore[] = []
      try {
        const main = await open(order.place)
        stores.push(main)
        const offsite = order.offsite ? await open(order.offsite).catch(() => null) : undefined
        if (offsite) stores.push(offsite)
        return await look(order, { main, offsite })
      } catch (error) {
        const problem = error instanceof Error ? error.message.slice(0, 300) : String(error)
        return { seen: { reachable: false, problem }, manifests: {} }
      } finally {
        for (const store of stores) await store.close().catch(() => undefined)
      }
    },
    drill: async (order, beganAt, onPhase) => {
      const { sandbox: box, folder } = home()
      await mkdir(folder, { recursive: true, mode: 0o711 })
      await chmod(folder, 0o711)
      const store = await lazily(() => open(order.place))
      const ground = { dataDirectory, home: folder, sandbox: box, monotonicMs: () => performance.now() }
      return drillEstate(ground, store, order, beganAt, onPhase).finally(() => store.close())
    },
    sweep: async () => sweepScratch(home().folder),
  }
}

/** A place that cannot be opened is told by the drill, as any other trouble. */
async function lazily(open: () => Promise<BackupStore>): Promise<BackupStore> {
  try {
    return await open()
  } catch (error) {
    const refuse = () => Promise.reject(error)
    return { list: refuse, open: refuse, close: async () => undefined }
  }
}

async function openStore(place: BackupPlace, roots: readonly string[], egress: Egress): Promise<BackupStore> {
  if (place.transport === 'local') return localStore(place.path, roots)
  return place.transport === 's3' ? s3Store(place, egress) : sftpStore(place, egress)
}
