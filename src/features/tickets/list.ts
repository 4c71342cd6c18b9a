// Findings, newest first.

import { and, count, desc, eq, gte, inArray, lt } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { findings } from '#db/schema/findings.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { FindingsQuery } from './inputs.ts'
import type { FindingState } from './rules.ts'

export interface Finding {
  id: number
  state: FindingState
  system: { id: string; name: string }
  node: { id: string; name: string }
  check: { id: string; title: { zh: string; en: string } }
  code: string
  verdict: 'warn' | 'fail'
  params: Record<string, string | number>
  firstSeenAt: Instant
  lastSeenAt: Instant
  recoveredAt: Instant | null
  seenCount: number
  /** Written by people; null while only the reason's own texts speak. */
  problem: string | null
  phenomenon: string | null
  cause: string | null
  resolution: string | null
}

export async function listFindings(
  ctx: Ctx,
  query: FindingsQuery,
): Promise<{ items: Finding[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select()
    .from(findings)
    .where(
      and(
        query.state === undefined ? undefined : eq(findings.state, query.state),
        query.systemId === undefined ? undefined : eq(findings.systemId, query.systemId),
        query.cursor === undefined ? undefined : lt(findings.id, query.cursor),
      ),
    )
    .orderBy(desc(findings.id))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit).map(findingFrom)
  return { items: page, nextCursor: rows.length > query.limit ? String(page.at(-1)?.id) : null }
}

export async function countOpenFindings(db: Db | Tx): Promise<number> {
  const [row] = await db.select({ open: count() }).from(findings).where(eq(findings.state, 'open'))
  return row?.open ?? 0
}

/** @throws AppError `not-found` */
export async function getFinding(ctx: Ctx, id: number): Promise<Finding> {
  const [row] = await ctx.db.select().from(findings).where(eq(findings.id, id))
  if (!row) throw new AppError('not-found', 'findings.not-found', { id })
  return findingFrom(row)
}

export function findingFrom(row: typeof findings.$inferSelect): Finding {
  const {
    systemId,
    systemName,
    nodeId,
    nodeName,
    checkId,
    titleZh,
    titleEn,
    fingerprint: _,
    ticketId: __,
    ...rest
  } = row
  return {
    ...rest,
    state: rest.state as FindingState,
    verdict: rest.verdict as Finding['verdict'],
    system: { id: systemId, name: systemName },
    node: { id: nodeId, name: nodeName },
    check: { id: checkId, title: { zh: titleZh, en: titleEn } },
  }
}

/** Findings of these checks that were there at the time or later: what a record of a round points to. */
export async function sightedFindings(db: Db | Tx, checkIds: readonly string[], from: Instant): Promise<Finding[]> {
  if (checkIds.length === 0) return []
  const rows = await db
    .select()
    .from(findings)
    .where(and(inArray(findings.checkId, [...checkIds]), gte(findings.lastSeenAt, from)))
    .orderBy(desc(findings.id))
  return rows.map(findingFrom)
}
