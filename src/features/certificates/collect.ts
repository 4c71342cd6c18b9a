// Takes into the inventory what TLS probes have seen served since the last time. Results are read where they are stored, so that
// nobody who probes has to know of the inventory: rounds, probes on demand and the console alike.

import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { ProbeResult } from '#core/checks/probe-result.ts'
import type { Instant } from '#core/verdict.ts'
import { certificateCollection } from '#db/schema/certificates.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { nodeChecks, nodes } from '#db/schema/systems.ts'
import type { Ctx } from '#src/context.ts'
import { chainsOfProbe, recordServedChain, type ServedChain } from './served.ts'

/** Results are stored in the order they end, not begin: this far back they are looked at again. Recording twice changes nothing. */
const OVERLAP_MS = 15 * 60_000
const BATCH = 100

/** Costs two short queries while there is nothing new. @returns how many endpoints were found to serve a chain they were not known to serve. */
export async function collectServedChains(ctx: Ctx): Promise<number> {
  let found = 0
  const until = await collectedUntil(ctx)
  if (!(await hasResultsAfter(ctx, until))) return 0
  let after = { at: until - OVERLAP_MS, id: '00000000-0000-0000-0000-000000000000' }
  for (;;) {
    const batch = await resultsAfter(ctx, after)
    for (const row of batch) {
      for (const served of sightingsIn(row)) {
        if (await recordServedChain({ ...ctx, now: row.startedAt }, served)) found++
      }
    }
    const last = batch.at(-1)
    if (!last) return found
    after = { at: last.startedAt, id: last.id }
    await keepCollected(ctx, last.startedAt)
    if (batch.length < BATCH) return found
  }
}

async function collectedUntil({ db }: Ctx): Promise<Instant> {
  const [row] = await db.select().from(certificateCollection)
  return row?.until ?? 0
}

async function hasResultsAfter({ db }: Ctx, until: Instant): Promise<boolean> {
  const isNewer = and(eq(probeResults.kind, 'tls'), gt(probeResults.startedAt, until))
  return (await db.select({ id: probeResults.id }).from(probeResults).where(isNewer).limit(1)).length > 0
}

async function keepCollected({ db }: Ctx, until: Instant): Promise<void> {
  await db
    .insert(certificateCollection)
    .values({ id: 1, until })
    .onConflictDoUpdate({ target: certificateCollection.id, set: { until } })
}

function resultsAfter({ db }: Ctx, { at, id }: { at: Instant; id: string }) {
  const moment = new Date(at).toISOString()
  return db
    .select({
      id: probeResults.id,
      target: probeResults.target,
      evidence: probeResults.evidence,
      startedAt: probeResults.startedAt,
      settings: nodeChecks.settings,
      nodeId: nodes.id,
      nodeName: nodes.name,
    })
    .from(probeResults)
    .leftJoin(nodeChecks, eq(nodeChecks.id, probeResults.nodeCheckId))
    .leftJoin(nodes, eq(nodes.id, nodeChecks.nodeId))
    .where(
      and(
        eq(probeResults.kind, 'tls'),
        gt(sql`(${probeResults.startedAt}, ${probeResults.id})`, sql`(${moment}::timestamptz, ${id}::uuid)`),
      ),
    )
    .orderBy(asc(probeResults.startedAt), asc(probeResults.id))
    .limit(BATCH)
}

export interface ProbedSite {
  target: string
  evidence: ProbeResult['evidence']
  /** Of the check, where the register still has it. */
  settings: Readonly<Record<string, unknown>> | null
  nodeId: string | null
  nodeName: string | null
}

/** A site is asked at its own address and at each node behind it; the evidence names them as the probe's settings do. */
export function sightingsIn({ target, evidence, settings, nodeId, nodeName }: ProbedSite): ServedChain[] {
  const behind = namedNodes(settings?.nodes)
  const serverName = typeof settings?.serverName === 'string' ? settings.serverName : hostOf(target)
  return chainsOfProbe({ evidence }).map(({ node, chain }) => ({
    endpoint: behind.get(node) ?? node,
    serverName,
    nodeName: behind.has(node) ? node : (nodeName ?? node),
    ...(nodeId !== null && { nodeId }),
    chain,
  }))
}

function namedNodes(given: unknown): Map<string, string> {
  const list: unknown[] = Array.isArray(given) ? given : []
  return new Map(
    list.flatMap((one) => {
      const { name, address } = (one ?? {}) as { name?: unknown; address?: unknown }
      return typeof name === 'string' && typeof address === 'string' ? [[name, address] as const] : []
    }),
  )
}

function hostOf(target: string): string {
  return target.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
}
