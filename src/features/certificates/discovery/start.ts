// Starts a search, shows how far it is, ends it early.

import { randomUUID } from 'node:crypto'
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { certificates } from '#db/schema/certificates.ts'
import { discoveryFindings, discoveryJobs, unknownCertificates } from '#db/schema/discovery.ts'
import { lineageCertificates } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import { actorId } from '../acting.ts'
import { allowances } from './allow.ts'
import type { JobsQuery, StartDiscovery } from './inputs.ts'
import { directoryScope, endpointCount, networkScope } from './rules.ts'

export type JobRow = typeof discoveryJobs.$inferSelect
export type DiscoveryFinding = typeof discoveryFindings.$inferSelect

/** @throws AppError `precondition` for what nobody allowed or what is too large */
export async function startDiscovery(ctx: Ctx, input: StartDiscovery): Promise<JobRow> {
  const { kind, scope, ports } = input
  const allowed = await allowances(ctx)
  const network = kind === 'network' ? networkScope(scope, ports, allowed) : undefined
  const checked = network ?? directoryScope(scope, allowed)
  if (!checked.ok) throw new AppError('precondition', checked.error.code, checked.error.params)
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(discoveryJobs)
      .values({
        ...input,
        id: randomUUID(),
        ports: network?.ok ? [...network.value.ports] : [],
        state: 'waiting',
        total: network?.ok ? endpointCount(network.value) : 0,
        done: 0,
        found: 0,
        attempts: 0,
        createdBy: actorId(ctx.actor),
        createdAt: ctx.now,
      })
      .returning()
    if (!row) throw new Error('the database stored a job and gave nothing back')
    await recordAudit(tx, ctx, {
      action: 'discovery.started',
      object: { type: 'discovery', id: row.id },
      detail: { kind, scope, ports, serverName: input.serverName },
    })
    return row
  })
}

/** What was found stays. @throws AppError `not-found`, `precondition` when it has ended */
export async function cancelDiscovery(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [job] = await tx.select().from(discoveryJobs).where(eq(discoveryJobs.id, id)).for('update')
    if (!job) throw new AppError('not-found', 'discovery.not-found')
    if (job.state !== 'waiting' && job.state !== 'running') throw new AppError('precondition', 'discovery.ended')
    await tx
      .update(discoveryJobs)
      .set({ state: 'cancelled', finishedAt: ctx.now, leaseUntil: null })
      .where(and(eq(discoveryJobs.id, id), inArray(discoveryJobs.state, ['waiting', 'running'])))
    await recordAudit(tx, ctx, {
      action: 'discovery.cancelled',
      object: { type: 'discovery', id },
      detail: { done: job.done, total: job.total },
    })
  })
}

export async function listDiscoveries({ db }: Ctx, { cursor, limit }: JobsQuery) {
  const place = cursor === undefined ? undefined : readCursor(cursor)
  const before =
    place &&
    sql`(${discoveryJobs.createdAt}, ${discoveryJobs.id}) < (${new Date(place.at).toISOString()}::timestamptz, ${place.id}::uuid)`
  const rows = await db
    .select()
    .from(discoveryJobs)
    .where(before)
    .orderBy(desc(discoveryJobs.createdAt), desc(discoveryJobs.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null }
}

/** Where what was found stands by now: what was adopted since shows as that, whoever adopted it. */
export type FindingStanding = 'lineage' | 'open' | 'dismissed' | 'authority'

export interface FoundCertificate extends DiscoveryFinding {
  subject: string | null
  notAfter: Instant | null
  standing: FindingStanding | null
  lineageId: string | null
}

/** More than a page shows is searched for in the list of certificates. */
const MAX_FINDINGS = 5_000

/** @throws AppError `not-found` */
export async function getDiscovery({ db }: Ctx, id: string): Promise<JobRow & { findings: FoundCertificate[] }> {
  const [job] = await db.select().from(discoveryJobs).where(eq(discoveryJobs.id, id))
  if (!job) throw new AppError('not-found', 'discovery.not-found')
  const rows = await db
    .select({
      finding: discoveryFindings,
      subject: certificates.subject,
      notAfter: certificates.notAfter,
      isCa: certificates.isCa,
      lineageId: lineageCertificates.lineageId,
      decision: unknownCertificates.state,
    })
    .from(discoveryFindings)
    .leftJoin(certificates, eq(certificates.id, discoveryFindings.certificateId))
    .leftJoin(lineageCertificates, eq(lineageCertificates.certificateId, discoveryFindings.certificateId))
    .leftJoin(unknownCertificates, eq(unknownCertificates.certificateId, discoveryFindings.certificateId))
    .where(eq(discoveryFindings.jobId, id))
    .orderBy(asc(discoveryFindings.place), asc(discoveryFindings.item))
    .limit(MAX_FINDINGS)
  const findings = rows.map(({ finding, isCa, decision, ...row }): FoundCertificate => {
    const decided = decision === 'adopted' ? null : decision
    const standing = isCa ? 'authority' : row.lineageId !== null ? 'lineage' : decided
    return { ...finding, ...row, standing }
  })
  return { ...job, findings }
}
