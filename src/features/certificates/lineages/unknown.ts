// Certificates found in use that stand in no lineage: each is a finding until somebody adopts or dismisses it.

import { and, asc, eq, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { certificates, servedChains } from '#db/schema/certificates.ts'
import { unknownCertificates } from '#db/schema/discovery.ts'
import { lineageCertificates } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { recordSighting } from '#features/tickets/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import { actorId } from '../acting.ts'
import type { UnknownQuery } from './inputs.ts'

/** Under what findings about site certificates stand, beside the systems of the register. */
export const CERTIFICATES_SYSTEM = { id: 'site-certificates', name: '站点证书' } as const

const CHECK_TITLE = { zh: '证书登记', en: 'Certificate on record' }

/** Notes a certificate somebody uses. One that stands in a lineage, is a CA, or was decided on before, is no news. */
export async function noteUnknown(tx: Tx, ctx: Ctx, certificateId: string, place: string): Promise<boolean> {
  const [certificate] = await tx
    .select({ subject: certificates.subject, isCa: certificates.isCa, lineageId: lineageCertificates.lineageId })
    .from(certificates)
    .leftJoin(lineageCertificates, eq(lineageCertificates.certificateId, certificates.id))
    .where(eq(certificates.id, certificateId))
  if (!certificate || certificate.isCa || certificate.lineageId !== null) return false
  const [added] = await tx
    .insert(unknownCertificates)
    .values({ certificateId, state: 'open', place, firstSeen: ctx.now })
    .onConflictDoNothing()
    .returning()
  if (!added) return false
  await recordSighting(tx, {
    ...sightingOf(certificateId, place),
    reasons: [
      {
        code: 'lineage.certificate-unknown',
        verdict: 'warn',
        citation: '运维规则：在用证书须有责任人',
        params: { subject: certificate.subject, place },
      },
    ],
    at: ctx.now,
  })
  return true
}

function sightingOf(certificateId: string, place: string) {
  return {
    system: CERTIFICATES_SYSTEM,
    node: { id: `certificate.${certificateId}`, name: place },
    check: { id: `certificate.${certificateId}`, title: CHECK_TITLE },
  }
}

/** Ends the finding, whatever was decided. Nothing happens where there was none. */
export async function settleUnknown(
  tx: Tx,
  ctx: Ctx,
  certificateId: string,
  decision: { state: 'adopted' | 'dismissed'; reason?: string },
): Promise<boolean> {
  const { state, reason = null } = decision
  const [row] = await tx
    .update(unknownCertificates)
    .set({ state, reason, decidedBy: actorId(ctx.actor), decidedAt: ctx.now })
    .where(and(eq(unknownCertificates.certificateId, certificateId), eq(unknownCertificates.state, 'open')))
    .returning()
  if (row) await recordSighting(tx, { ...sightingOf(certificateId, row.place), reasons: [], at: ctx.now })
  return row !== undefined
}

/** Somebody answers for leaving it out of the lineages. @throws AppError `not-found` when it is not open */
export async function dismissUnknown(ctx: Ctx, certificateId: string, reason: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    if (!(await settleUnknown(tx, ctx, certificateId, { state: 'dismissed', reason })))
      throw new AppError('not-found', 'lineage.not-unknown')
    await recordAudit(tx, ctx, {
      action: 'certificate.dismissed',
      object: { type: 'certificate', id: certificateId },
      detail: { reason },
    })
  })
}

export interface UnknownLine {
  certificateId: string
  subject: string
  issuer: string
  sans: string[]
  notAfter: Instant
  sha256: string
  source: string
  place: string
  firstSeen: Instant
  state: 'open' | 'adopted' | 'dismissed'
  reason: string | null
}

export async function listUnknown(ctx: Ctx, { state, cursor, limit }: UnknownQuery) {
  const { firstSeen, certificateId } = unknownCertificates
  const place = cursor === undefined ? undefined : readCursor(cursor)
  const after =
    place &&
    sql`(${firstSeen}, ${certificateId}) > (${new Date(place.at).toISOString()}::timestamptz, ${place.id}::uuid)`
  const rows: UnknownLine[] = await ctx.db
    .select({
      certificateId,
      subject: certificates.subject,
      issuer: certificates.issuer,
      sans: certificates.sans,
      notAfter: certificates.notAfter,
      sha256: certificates.sha256,
      source: certificates.source,
      place: unknownCertificates.place,
      firstSeen,
      state: unknownCertificates.state,
      reason: unknownCertificates.reason,
    })
    .from(unknownCertificates)
    .innerJoin(certificates, eq(certificates.id, certificateId))
    .where(and(eq(unknownCertificates.state, state), after))
    .orderBy(asc(firstSeen), asc(certificateId))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const nextCursor = rows.length > limit && last ? writeCursor({ at: last.firstSeen, id: last.certificateId }) : null
  return { items, nextCursor }
}

export interface SuggestedBinding {
  nodeName: string
  nodeId: string | null
  address: string
  port: number
  serverName: string
}

/** Where probes see the certificate served now: what a person starts from who adopts it. */
export async function suggestBindings(ctx: Ctx, certificateId: string): Promise<SuggestedBinding[]> {
  const rows = await ctx.db
    .select()
    .from(servedChains)
    .where(and(eq(servedChains.leafId, certificateId), servedChains.isCurrent))
    .orderBy(asc(servedChains.endpoint), asc(servedChains.serverName))
    .limit(200)
  return rows.flatMap(({ endpoint, nodeName, nodeId, serverName }) => {
    const [, v6, host, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(endpoint) ?? []
    const address = v6 ?? host
    return address && port ? [{ nodeName, nodeId, address, port: Number(port), serverName }] : []
  })
}
