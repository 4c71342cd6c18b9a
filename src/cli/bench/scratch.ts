// A PostgreSQL of its own for one measurement: the embedded one with the product's schema, in a folder that goes with it.

import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { type Addresses, startEmbedded } from '#adapters/database/embedded.node.ts'
import { migrate, openDatabase } from '#db/open.node.ts'
import type { Ctx } from '#src/context.ts'
import type { Ports } from '#src/ports.ts'
import { unpin } from './yardstick.ts'

export interface Scratch {
  /** What verbs are given: through the product's own pool. */
  ctx: Ctx
  /** The driver alone, on one connection: what yardsticks use. */
  bare: pg.Client
}

/** Runs one measurement on an empty database; nothing of it stays. */
export async function onScratch<T>(measure: (scratch: Scratch) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-bench-'))
  // The server may run as another user, who must be able to pass.
  chmodSync(folder, 0o711)
  try {
    const server = await startEmbedded({ dataDirectory: folder, isDurable: false })
    try {
      freeServer(server.clusterDirectory)
      await migrate(server.ownerUrl)
      return await connected(server, measure)
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function connected<T>({ url, ownerUrl }: Addresses, measure: (scratch: Scratch) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase(url, { poolSize: 4, applicationName: 'bench', statementTimeoutMs: 0 })
  const bare = new pg.Client({ connectionString: ownerUrl })
  await bare.connect()
  const ports = { primitives: nodePrimitives } as Ports
  const ctx: Ctx = { db, actor: { type: 'system', name: 'bench' }, now: Date.now(), requestId: 'bench', ports }
  try {
    return await measure({ ctx, bare })
  } finally {
    await bare.end()
    await close()
  }
}

/** The server would inherit the one core this process is pinned to; in use it has its own. */
function freeServer(clusterDirectory: string): void {
  const [pid = ''] = readFileSync(join(clusterDirectory, 'postmaster.pid'), 'utf8').split('\n')
  unpin(Number(pid))
}

/** Wall time of each of `count` calls in milliseconds, below which 95 of 100 lie. */
export function p95(timesMs: readonly number[]): number {
  return [...timesMs].sort((a, b) => a - b)[Math.ceil(timesMs.length * 0.95) - 1] ?? Number.NaN
}
