// One restore drill of a backup of the estate, from the first byte to the last trace of it.

import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DrillSeen, StageProblem } from '#core/backups/usability.ts'
import type { DrillOrder, EstateDrillOutcome, EstateDrillPhase } from '#src/backup-ports.ts'
import { askApplication, compareWith } from './compare.node.ts'
import { fetchFiles } from './fetch.node.ts'
import { listingOf } from './listing.node.ts'
import type { EstateManifest } from './manifest.ts'
import { postgresPrograms } from './programs.node.ts'
import { readManifests } from './read-manifests.node.ts'
import { restoreMariadb } from './restore-mariadb.node.ts'
import { type Restored, restorePostgres } from './restore-postgres.node.ts'
import { runInside, type Sandbox } from './sandbox.node.ts'
import { failed, lastWords, StageFailed } from './stage.ts'
import type { BackupStore } from './store.ts'

export interface DrillGround {
  dataDirectory: string
  /** Folder of all scratch servers; others may pass through it. */
  home: string
  sandbox: Sandbox
  monotonicMs: () => number
}

const AMCHECK_TIMEOUT_MS = 60 * 60_000

export async function drillEstate(
  ground: DrillGround,
  store: BackupStore,
  order: DrillOrder,
  beganAt: number,
  onPhase: (phase: EstateDrillPhase) => void,
): Promise<EstateDrillOutcome> {
  const times = stopwatch(ground.monotonicMs, onPhase)
  const scratch = join(ground.home, shortName(order.drillId))
  const outcome: EstateDrillOutcome = {
    seen: emptyDrill(beganAt),
    phasesMs: times.phasesMs,
    server: '',
    isIsolated: ground.sandbox.isIsolated && ground.sandbox.user !== undefined,
  }
  try {
    times.enter('look')
    const manifest = await trustedManifest(order, store)
    Object.assign(outcome.seen, { takenAt: Date.parse(manifest.startedAt), manifestSchema: manifest.schema })
    await prepareScratch(scratch)
    await carryOut({ ground, store, order, manifest, scratch, enter: times.enter }, outcome, times)
  } catch (error) {
    outcome.seen.problem = problemOf(error)
  } finally {
    times.enter('destroy')
    await rm(scratch, { recursive: true, force: true })
    times.end()
  }
  return outcome
}

interface Carrying {
  ground: DrillGround
  store: BackupStore
  order: DrillOrder
  manifest: EstateManifest
  scratch: string
  enter: (phase: EstateDrillPhase) => void
}

async function carryOut(carrying: Carrying, outcome: EstateDrillOutcome, times: Stopwatch): Promise<void> {
  const { order, manifest } = carrying
  if (order.kind === 'files') return restoreFiles(carrying, outcome, times)
  if (order.kind === 'mariadb-dump') return onMariadb(carrying, outcome, times)
  if (manifest.server?.product !== 'postgresql') throw failed('presence.no-manifest', { set: manifest.set })
  return onPostgres(carrying, outcome, times)
}

/** Files have no server: they are usable when each came back as it was, decrypted where it is sealed. */
async function restoreFiles(carrying: Carrying, { seen }: EstateDrillOutcome, times: Stopwatch): Promise<void> {
  const { ground, order, manifest, scratch, store, enter } = carrying
  enter('fetch')
  const files = await fetchFiles({ ...order, store, manifest, sandbox: ground.sandbox }, join(scratch, 'in'))
  seen.recoveryTimeMs = times.soFar()
  seen.filesCompared = files.length
}

async function onMariadb(carrying: Carrying, outcome: EstateDrillOutcome, times: Stopwatch): Promise<void> {
  const { ground, order, manifest, enter } = carrying
  if (manifest.server?.product !== 'mariadb') throw failed('presence.no-manifest', { set: manifest.set })
  const restored = await restoreMariadb({ ...carrying, sandbox: ground.sandbox })
  try {
    outcome.seen.recoveryTimeMs = times.soFar()
    outcome.server = `mariadb ${restored.version}`
    enter('compare')
    Object.assign(outcome.seen, await restored.compare())
    enter('queries')
    outcome.seen.queries = await restored.ask(order.queries)
  } finally {
    await restored.stop()
  }
}

async function onPostgres(carrying: Carrying, outcome: EstateDrillOutcome, times: Stopwatch): Promise<void> {
  const { ground, order, enter } = carrying
  const programs = postgresPrograms(ground.dataDirectory, ground.sandbox)
  const restored = await restorePostgres({ ...carrying, sandbox: ground.sandbox, programs })
  try {
    outcome.seen.recoveryTimeMs = times.soFar()
    outcome.server = `postgresql ${restored.programs.major}`
    enter('compare')
    await examine(restored, carrying, outcome.seen)
    enter('queries')
    const client = await restored.server.connect(restored.reader, restored.database)
    outcome.seen.queries = await askApplication(client, order.queries).finally(() => client.end())
  } finally {
    await restored.server.stop()
  }
}

async function examine(restored: Restored, { ground, manifest }: Carrying, seen: DrillSeen): Promise<void> {
  const client = await restored.server.connect(restored.reader, restored.database).catch((error: Error) => {
    throw failed('start.failed', { problem: error.message })
  })
  try {
    Object.assign(seen, await compareWith(client, manifest))
  } catch (error) {
    // A page that cannot be read shows only when it is read.
    seen.damage = error instanceof Error ? error.message.slice(0, 400) : String(error)
  } finally {
    await client.end().catch(() => undefined)
  }
  const damage = seen.damage === undefined ? await innerDamage(ground.sandbox, restored) : undefined
  if (damage !== undefined) seen.damage = damage
}

/** What the server's own checker finds, where this host has it. */
async function innerDamage(
  sandbox: Sandbox,
  { programs, server, database, superuser }: Restored,
): Promise<string | undefined> {
  const program = join(programs.bin, 'pg_amcheck')
  const args = ['--install-missing', '--heapallindexed', '-h', server.socketFolder, '-U', superuser, '-d', database]
  const run = await runInside(sandbox, program, args, { timeoutMs: AMCHECK_TIMEOUT_MS }).catch(() => undefined)
  // 2: it found damage. Anything else but 0 is its own trouble and proves nothing.
  return run?.code === 2 ? lastWords(run.stdout || run.stderr) : undefined
}

/** A drill from a manifest that cannot be trusted would compare with whatever its author liked. */
async function trustedManifest(order: DrillOrder, store: BackupStore): Promise<EstateManifest> {
  const listing = await listingOf(store).catch((error: Error) => {
    throw failed('restore.failed', { problem: error.message }, true)
  })
  const found = (await readManifests(order, store, listing)).find(({ manifest }) => manifest?.set === order.set)
  const isGood = found?.state === 'authentic' || found?.state === 'unsealed'
  if (!found?.manifest || !isGood) throw failed('presence.no-manifest', { set: order.set })
  return found.manifest
}

async function prepareScratch(scratch: string): Promise<void> {
  await rm(scratch, { recursive: true, force: true })
  await mkdir(scratch, { recursive: true, mode: 0o711 })
  await chmod(scratch, 0o711)
  await mkdir(join(scratch, 'in'), { mode: 0o755 })
}

/** Paths of sockets must be short. */
function shortName(drillId: string): string {
  return createHash('sha256').update(drillId).digest('hex').slice(0, 12)
}

/** @returns how many were there */
export async function sweepScratch(home: string): Promise<number> {
  const left = await readdir(home).catch(() => [])
  for (const name of left) await rm(join(home, name), { recursive: true, force: true })
  return left.length
}

function problemOf(error: unknown): StageProblem {
  if (error instanceof StageFailed) return error.problem
  const problem = error instanceof Error ? error.message.slice(0, 400) : String(error)
  return { code: 'restore.failed', isOurs: true, params: { problem } }
}

function emptyDrill(beganAt: number): DrillSeen {
  return {
    recoveryTimeMs: 0,
    takenAt: null,
    beganAt,
    manifestSchema: null,
    restoredSchema: null,
    tables: [],
    queries: [],
  }
}

interface Stopwatch {
  phasesMs: Partial<Record<EstateDrillPhase, number>>
  enter: (phase: EstateDrillPhase) => void
  end: () => void
  /** Since the first phase. */
  soFar: () => number
}

function stopwatch(now: () => number, onPhase: (phase: EstateDrillPhase) => void): Stopwatch {
  const began = now()
  const phasesMs: Partial<Record<EstateDrillPhase, number>> = {}
  let current: { phase: EstateDrillPhase; since: number } | undefined
  const end = () => {
    if (current) phasesMs[current.phase] = (phasesMs[current.phase] ?? 0) + Math.round(now() - current.since)
    current = undefined
  }
  return {
    phasesMs,
    enter: (phase) => {
      end()
      current = { phase, since: now() }
      onPhase(phase)
    },
    end,
    soFar: () => Math.round(now() - began),
  }
}
