// Looks at a source's backups, judges their 完成性, and keeps what was seen with its findings.

import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import { judgeCompleteness } from '#core/backups/completeness.ts'
import { backupReason } from '#core/backups/layers.ts'
import type { SeenSet } from '#core/backups/source.ts'
import { probeVerdict, type Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { backupSets, backupSources } from '#db/schema/backup-sources.ts'
import { recordAudit } from '#features/audit/index.ts'
import { recordSighting } from '#features/tickets/index.ts'
import type { LookOutcome } from '#src/backup-ports.ts'
import type { Ctx } from '#src/context.ts'
import { withOrder } from './order.ts'
import { checkOf, findSource, type SourceCheck, type SourceLine } from './sources.ts'

/** Reading every byte is not cheap, and backups are made once a day. */
const CHECK_EVERY_MS = 6 * 3_600_000

/** Looks at every source that is due; of many instances one looks at each. */
export async function lookAtDueSources(ctx: Ctx, clock: { now(): Instant }): Promise<number> {
  for (let count = 0; ; count++) {
    const id = await claimDue({ ...ctx, now: clock.now() })
    if (id === undefined) return count
    await lookAtSource({ ...ctx, now: clock.now() }, id, clock)
  }
}

async function claimDue(ctx: Ctx): Promise<string | undefined> {
  return ctx.db.transaction(async (tx) => {
    const [due] = await tx
      .select({ id: backupSources.id })
      .from(backupSources)
      .where(and(eq(backupSources.isEnabled, true), lte(backupSources.nextCheckAt, ctx.now)))
      .orderBy(asc(backupSources.nextCheckAt))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!due) return undefined
    const nextCheckAt = ctx.now + CHECK_EVERY_MS
    await tx.update(backupSources).set({ nextCheckAt }).where(eq(backupSources.id, due.id))
    return due.id
  })
}

/** @throws AppError `not-found` */
export async function lookAtSource(ctx: Ctx, id: string, clock: { now(): Instant }): Promise<Reason[]> {
  const line = await findSource(ctx, id)
  const known = await knownManifests(ctx, id)
  const outcome = await withOrder(ctx, line.source, known, (order) => ctx.ports.estateBackups.look(order)).catch(
    (error: unknown): LookOutcome => ({ seen: { reachable: false, problem: problemOf(error) }, manifests: {} }),
  )
  const now = clock.now()
  const judged = judgeCompleteness(outcome.seen, line.source.plan, now)
  const vanished = outcome.seen.reachable ? await vanishedReasons(ctx, id, outcome.seen.sets) : []
  const reasons = [...judged.reasons, ...vanished]
  await ctx.db.transaction(async (tx) => {
    if (outcome.seen.reachable)
      for (const set of outcome.seen.sets)
        await keepSet(tx, id, set, judged.sets.get(set.name) ?? [], outcome.manifests[set.name], now)
    await tx
      .update(backupSources)
      .set({ checkedAt: now, completeness: probeVerdict(reasons), completenessReasons: reasons })
      .where(eq(backupSources.id, id))
    await sight(tx, line, 'completeness', reasons, now)
    await recordAudit(
      tx,
      { ...ctx, now },
      {
        action: 'backup-source.checked',
        object: { type: 'backup-source', id },
        detail: { verdict: probeVerdict(reasons), codes: reasons.map(({ code }) => code) },
      },
    )
  })
  return reasons
}

function problemOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'error'
}

async function knownManifests(ctx: Ctx, sourceId: string): Promise<Record<string, string>> {
  const rows = await ctx.db
    .select({ name: backupSets.name, digest: backupSets.manifestDigest })
    .from(backupSets)
    .where(eq(backupSets.sourceId, sourceId))
  return Object.fromEntries(rows.flatMap(({ name, digest }) => (digest === null ? [] : [[name, digest]])))
}

/** The newest backup there ever was must not simply disappear: its age would be judged by the one before. */
async function vanishedReasons(ctx: Ctx, sourceId: string, seen: readonly SeenSet[]): Promise<Reason[]> {
  const [newest] = await ctx.db
    .select({ name: backupSets.name, startedAt: backupSets.startedAt })
    .from(backupSets)
    .where(eq(backupSets.sourceId, sourceId))
    .orderBy(sql`${backupSets.startedAt} desc`)
    .limit(1)
  const isNewer = newest && seen.every(({ startedAt }) => startedAt < newest.startedAt)
  return isNewer ? [backupReason('fail', 'presence.vanished', { set: newest.name })] : []
}

async function keepSet(
  tx: Tx,
  sourceId: string,
  set: SeenSet,
  reasons: Reason[],
  manifestDigest: string | undefined,
  now: Instant,
): Promise<void> {
  const values = {
    kind: set.kind,
    parent: set.parent,
    startedAt: set.startedAt,
    endedAt: set.endedAt,
    sizeBytes: set.sizeBytes,
    fileCount: set.fileCount,
    tableCount: set.tables.length,
    manifest: set.manifest,
    offsite: set.offsite,
    verdict: probeVerdict(reasons),
    reasons,
    lastSeenAt: now,
  }
  await tx
    .insert(backupSets)
    .values({ ...values, sourceId, name: set.name, manifestDigest: manifestDigest ?? null, firstSeenAt: now })
    .onConflictDoUpdate({
      target: [backupSets.sourceId, backupSets.name],
      // The digest is the one first seen, for ever.
      set: { ...values, manifestDigest: sql`coalesce(${backupSets.manifestDigest}, excluded.manifest_digest)` },
    })
}

export async function sight(
  tx: Tx,
  { source, system, node }: SourceLine,
  check: SourceCheck,
  reasons: readonly Reason[],
  at: Instant,
): Promise<void> {
  const { id, title } = checkOf(source, check)
  await recordSighting(tx, { system, node, check: { id, title }, reasons, at })
}

export async function listSets(ctx: Ctx, sourceId: string, limit: number) {
  return ctx.db
    .select()
    .from(backupSets)
    .where(inArray(backupSets.sourceId, [sourceId]))
    .orderBy(sql`${backupSets.startedAt} desc`)
    .limit(limit)
}
