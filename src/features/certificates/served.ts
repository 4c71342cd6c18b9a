// Keeps which certificates each endpoint serves, as probes see them: the inventory fills itself, and history stays.

import { randomUUID } from 'node:crypto'
import { and, eq, ne, sql } from 'drizzle-orm'
import { fromBase64 } from '#core/bytes/base64.ts'
import type { ProbeResult } from '#core/checks/probe-result.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { servedChains } from '#db/schema/certificates.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { keepCertificates, keyOf, withSubject } from './known.ts'
import { noteUnknown } from './lineages/unknown.ts'
import { isChainComplete } from './rules.ts'

export interface ServedChain {
  /** `host:port` of the machine that answered. */
  endpoint: string
  /** The name that was asked for (SNI). */
  serverName: string
  nodeId?: string
  nodeName: string
  /** DER in the order it was sent, the leaf first. */
  chain: readonly Uint8Array[]
}

/** Longer chains are an attack on the inventory, not a configuration. */
const MAX_SERVED = 12

/**
 * Writes down that an endpoint served this chain at `ctx.now`. Seeing the same chain again only moves its last sighting;
 * a new one is audited and makes the earlier ones history. Chains that cannot be read in full are left to the probe's own findings.
 * @returns whether the endpoint was not known to serve this chain before.
 */
export async function recordServedChain(ctx: Ctx, served: ServedChain): Promise<boolean> {
  const chain = served.chain.slice(0, MAX_SERVED).flatMap((der) => {
    const read = parseCertificate(der)
    return read.ok ? [read.value] : []
  })
  if (chain.length === 0 || chain.length < served.chain.length) return false
  return ctx.db.transaction(async (tx) => {
    // Two probes of one endpoint take turns, so that one of them is the current one.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${served.endpoint}), hashtext(${served.serverName}))`)
    const sighting = await sightingOf(tx, ctx, served, chain)
    if (sighting.isNew) {
      await noteUnknown(tx, ctx, sighting.leafId, served.endpoint)
      await recordAudit(tx, ctx, {
        action: 'certificate.served',
        object: { type: 'certificate', id: sighting.leafId },
        detail: { endpoint: served.endpoint, serverName: served.serverName, node: served.nodeName },
      })
    }
    return sighting.isNew
  })
}

async function sightingOf(tx: Tx, ctx: Ctx, served: ServedChain, sent: readonly Certificate[]) {
  const { primitives } = ctx.ports
  const kept = await keepCertificates(tx, { source: 'probe', now: ctx.now, primitives }, sent)
  const ids = kept.map(({ id }) => id)
  const leafId = ids[0] as string
  const { endpoint, serverName, nodeName, nodeId = null } = served
  const here = and(eq(servedChains.endpoint, endpoint), eq(servedChains.serverName, serverName))
  const earlier = await tx.select().from(servedChains).where(here)
  const same = earlier.find(({ chain }) => chain.join() === ids.join())
  // A report that arrives late must not push a later one aside.
  const isCurrent = earlier.every(({ lastSeen }) => lastSeen <= ctx.now)
  const id = same?.id ?? randomUUID()
  const isComplete = isChainComplete(sent, await issuersKnown(tx, ctx, sent))
  const seen = { nodeName, nodeId, isComplete, isCurrent, lastSeen: Math.max(ctx.now, same?.lastSeen ?? 0) }
  if (same) await tx.update(servedChains).set(seen).where(eq(servedChains.id, id))
  else {
    const firstEnd = Math.min(...sent.map(({ notAfter }) => notAfter))
    const place = { id, endpoint, serverName, leafId, chain: ids, firstEnd, firstSeen: ctx.now }
    await tx.insert(servedChains).values({ ...place, ...seen })
  }
  if (isCurrent)
    await tx
      .update(servedChains)
      .set({ isCurrent: false })
      .where(and(here, ne(servedChains.id, id)))
  return { leafId, isNew: same === undefined }
}

async function issuersKnown(tx: Tx, ctx: Ctx, sent: readonly Certificate[]): Promise<Certificate[]> {
  const keys = await Promise.all(sent.map(({ issuer }) => keyOf(issuer, ctx.ports.primitives)))
  return (await withSubject(tx, keys)).map(({ certificate }) => certificate)
}

const PROBED = /^(.*) (\d+)$/

/** The chains in the evidence of a TLS probe, by the node that sent them. Evidence that was cut short is left out with its chain. */
export function chainsOfProbe(result: Pick<ProbeResult, 'evidence'>): { node: string; chain: Uint8Array[] }[] {
  const byNode = new Map<string, (Uint8Array | undefined)[]>()
  for (const { name, mediaType, base64, truncated } of result.evidence) {
    const [, node, index] = PROBED.exec(name) ?? []
    if (mediaType !== 'application/pkix-cert' || node === undefined) continue
    const chain = byNode.get(node) ?? []
    chain[Number(index)] = truncated ? undefined : fromBase64(base64)
    byNode.set(node, chain)
  }
  return [...byNode].flatMap(([node, pieces]) => {
    const chain = [...pieces].filter((piece) => piece !== undefined)
    return chain.length === pieces.length ? [{ node, chain }] : []
  })
}
