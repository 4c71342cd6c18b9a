// Works through searches chunk by chunk. The place reached is saved with what was found, so that a killed instance loses one chunk of
// work and no result, and anybody may take the job up when its lease has run out.

import { and, asc, eq, lt, or, sql } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { discoveryFindings, discoveryJobs } from '#db/schema/discovery.ts'
import type { Ctx } from '#src/context.ts'
import { keepCertificates } from '../known.ts'
import { noteUnknown } from '../lineages/unknown.ts'
import { recordServedChain } from '../served.ts'
import { readUpload } from '../upload.ts'
import { endpointAt, isKeyStore, networkScope, placeOf } from './rules.ts'
import type { JobRow } from './start.ts'

/** Far above what a chunk may take. */
export const JOB_LEASE_MS = 120_000
/** A job that was taken up this often and never ended ends whoever takes it up. */
const MAX_ATTEMPTS = 20
const CHUNK = 64
/** So many are asked at once; every one of them is a connection of ours into somebody's network. */
const CONCURRENCY = 16
const ENDPOINT_TIMEOUT_MS = 3_000

interface Found {
  place: string
  item: number
  outcome: 'certificate' | 'locked' | 'unreadable'
  certificate?: Certificate
  problem?: string
}

interface Chunk {
  /** The place reached. */
  done: number
  total: number
  found: Found[]
  /** Chains as sent, for the record of what is served. */
  chains: { place: string; chain: Uint8Array[] }[]
}

/** Works until nothing waits. */
export async function runDiscoveries(ctx: Ctx, clock: { now(): Instant }): Promise<void> {
  for (;;) {
    const job = await claimJob({ ...ctx, now: clock.now() })
    if (!job) return
    await runJob(ctx, job, clock)
  }
}

/** The oldest that waits, or one whose owner has gone silent. */
export async function claimJob(ctx: Ctx): Promise<JobRow | undefined> {
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(discoveryJobs)
      .where(
        or(
          eq(discoveryJobs.state, 'waiting'),
          and(eq(discoveryJobs.state, 'running'), lt(discoveryJobs.leaseUntil, ctx.now)),
        ),
      )
      .orderBy(asc(discoveryJobs.createdAt), asc(discoveryJobs.id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!found) return undefined
    const [job] = await tx
      .update(discoveryJobs)
      .set({
        state: 'running',
        leaseUntil: ctx.now + JOB_LEASE_MS,
        attempts: found.attempts + 1,
        startedAt: found.startedAt ?? ctx.now,
      })
      .where(eq(discoveryJobs.id, found.id))
      .returning()
    return job
  })
}

/** Until it is done, cancelled, or somebody else has taken it up. */
export async function runJob(ctx: Ctx, job: JobRow, clock: { now(): Instant }): Promise<void> {
  let current: JobRow | undefined = job
  while (current) current = await runChunk({ ...ctx, now: clock.now() }, current)
}

/** @returns the job as it stands, `undefined` when there is nothing left to do for this owner */
export async function runChunk(ctx: Ctx, job: JobRow): Promise<JobRow | undefined> {
  if (job.attempts > MAX_ATTEMPTS) return endJob(ctx, job, 'discovery.abandoned', { attempts: MAX_ATTEMPTS })
  let chunk: Chunk
  try {
    chunk = job.kind === 'network' ? await askChunk(ctx, job) : await readChunk(ctx, job)
  } catch (error) {
    const problem = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    if (job.kind === 'directory') return endJob(ctx, job, 'discovery.directory-unreadable', { problem })
    throw error
  }
  const saved = await saveChunk(ctx, job, chunk)
  if (!saved) return undefined
  for (const { place, chain } of chunk.chains) {
    const served = { endpoint: place, serverName: job.serverName || place.replace(/:\d+$/, ''), nodeName: place, chain }
    await recordServedChain(ctx, served)
  }
  return saved.state === 'running' ? saved : undefined
}

async function askChunk({ ports }: Ctx, job: JobRow): Promise<Chunk> {
  // Allowed when it was started; the egress policy judges every address again.
  const scope = networkScope(job.scope, job.ports, [{ kind: 'network', scope: job.scope, ports: job.ports }])
  if (!scope.ok) return { done: job.total, total: job.total, found: [], chains: [] }
  const end = Math.min(job.done + CHUNK, job.total)
  const chains: Chunk['chains'] = []
  let next = job.done
  const worker = async () => {
    for (let at = next++; at < end; at = next++) {
      const { host, port } = endpointAt(scope.value, at)
      const endpoint = { host, port, serverName: job.serverName, timeoutMs: ENDPOINT_TIMEOUT_MS }
      const reading = await ports.chainReader.read(endpoint)
      if (reading.outcome === 'chain') chains.push({ place: placeOf({ host, port }), chain: reading.chain })
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  const found = chains.flatMap(({ place, chain }) =>
    chain.map((der, item): Found => {
      const read = parseCertificate(der)
      return read.ok
        ? { place, item, outcome: 'certificate', certificate: read.value }
        : { place, item, outcome: 'unreadable', problem: 'discovery.unreadable' }
    }),
  )
  return { done: end, total: job.total, found, chains }
}

async function readChunk({ ports }: Ctx, job: JobRow): Promise<Chunk> {
  const paths = await ports.certificateFiles.list(job.scope)
  const end = Math.min(job.done + CHUNK, paths.length)
  const found: Found[] = []
  for (const path of paths.slice(job.done, end)) found.push(...(await readFile(ports.certificateFiles.read, path)))
  return { done: end, total: paths.length, found, chains: [] }
}

async function readFile(read: (path: string) => Promise<Uint8Array | undefined>, path: string): Promise<Found[]> {
  const unreadable: Found = { place: path, item: 0, outcome: 'unreadable', problem: 'discovery.unreadable' }
  if (isKeyStore(path)) return [{ place: path, item: 0, outcome: 'locked', problem: 'discovery.locked' }]
  const bytes = await read(path).catch(() => undefined)
  if (!bytes) return [unreadable]
  const { certificates } = readUpload({ name: path, bytes })
  if (certificates.length === 0) return isKeyFile(bytes) ? [] : [unreadable]
  return certificates.map((certificate, item) => ({ place: path, item, outcome: 'certificate', certificate }))
}

/** A key in a file of its own belongs there; that it lies there is no certificate. */
function isKeyFile(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 4_096)).includes('PRIVATE KEY-----')
}

async function saveChunk(ctx: Ctx, job: JobRow, { done, total, found }: Chunk): Promise<JobRow | undefined> {
  return ctx.db.transaction(async (tx) => {
    const [ours] = await tx.select({ id: discoveryJobs.id }).from(discoveryJobs).where(isOwned(job)).for('update')
    if (!ours) return undefined
    const added = await keepFound(tx, ctx, job, found)
    const isDone = done >= total
    const [saved] = await tx
      .update(discoveryJobs)
      .set({
        done,
        total,
        found: sql`${discoveryJobs.found} + ${added}`,
        leaseUntil: isDone ? null : ctx.now + JOB_LEASE_MS,
        state: isDone ? 'done' : 'running',
        finishedAt: isDone ? ctx.now : null,
      })
      .where(eq(discoveryJobs.id, job.id))
      .returning()
    return saved
  })
}

/** Still running, and nobody took it up after us. */
function isOwned({ id, attempts }: JobRow) {
  return and(eq(discoveryJobs.id, id), eq(discoveryJobs.state, 'running'), eq(discoveryJobs.attempts, attempts))
}

/** @returns how many certificates */
async function keepFound(tx: Tx, ctx: Ctx, job: JobRow, found: readonly Found[]): Promise<number> {
  const source = job.kind === 'network' ? 'discovery' : 'file'
  const certificates = found.flatMap(({ certificate }) => (certificate ? [certificate] : []))
  const kept = await keepCertificates(tx, { source, now: ctx.now, primitives: ctx.ports.primitives }, certificates)
  const bySha = new Map(kept.map(({ sha256, id }) => [sha256, id]))
  for (const { place, item, outcome, certificate, problem } of found) {
    const certificateId = certificate ? await idOf(ctx, certificate, bySha) : null
    await tx
      .insert(discoveryFindings)
      .values({ jobId: job.id, place, item, outcome, certificateId, problem: problem ?? null, at: ctx.now })
      .onConflictDoNothing()
    if (certificateId !== null) await noteUnknown(tx, ctx, certificateId, place)
  }
  return certificates.length
}

async function idOf({ ports }: Ctx, { raw }: Certificate, bySha: ReadonlyMap<string, string>): Promise<string | null> {
  const digest = await ports.primitives.digest('sha256', raw)
  return bySha.get(toHex(digest)) ?? null
}

async function endJob(
  ctx: Ctx,
  job: JobRow,
  code: string,
  params: Record<string, string | number>,
): Promise<undefined> {
  await ctx.db
    .update(discoveryJobs)
    .set({ state: 'failed', errorCode: code, errorParams: params, finishedAt: ctx.now, leaseUntil: null })
    .where(isOwned(job))
}
