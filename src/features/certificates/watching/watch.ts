// Looks at every place a lineage stands on, keeps what was seen, and turns it into findings; waived alarms stay silent until their day.

import { and, eq, notInArray } from 'drizzle-orm'
import { toBase64 } from '#core/bytes/base64.ts'
import type { Reason } from '#core/checks/check.ts'
import { isProvedEverywhere } from '#core/renewal/deployment.ts'
import { judgeLineage } from '#core/renewal/lineage.ts'
import { applyWaivers } from '#core/renewal/waivers.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { bindingSightings } from '#db/schema/deployments.ts'
import { certificateLineages, certificateWaivers, lineageCertificates } from '#db/schema/lineages.ts'
import { recordSighting } from '#features/tickets/index.ts'
import { houseMaterial } from '#features/trust/index.ts'
import type { Ctx } from '#src/context.ts'
import { BINDING_TITLE } from '../lineages/bind.ts'
import { type LineageRow, loadLineage } from '../lineages/create.ts'
import { CERTIFICATES_SYSTEM } from '../lineages/unknown.ts'
import { recordServedChain } from '../served.ts'
import { askBinding, askFront, type Seen } from './ask.ts'
import { lineageFacts, placementsOf, runningLineages, type WatchedBinding, watchedBindings } from './placements.ts'

/** So many places are asked at once: a lineage of hundreds must not open hundreds of connections. */
const CONCURRENCY = 8
/** A balancer before so many nodes is asked so often at most. */
const MAX_FRONT_TRIES = 5

export interface LineageWatch {
  /** Of the lineage itself; those of its places are in their sightings. */
  alarming: Reason[]
  waived: Reason[]
}

/** @throws AppError `not-found` */
export async function watchLineage(ctx: Ctx, lineageId: string): Promise<LineageWatch> {
  const lineage = await loadLineage(ctx.db, lineageId)
  const { certificateAnchors } = await houseMaterial(ctx)
  const anchors = certificateAnchors.map(({ bytes }) => toBase64(bytes))
  const watched = await watchedBindings(ctx.db, [lineageId])
  const looks = looksAt(ctx, watched, anchors)
  const seen = await bounded(looks, CONCURRENCY)
  for (const { watched: one, seen: places } of seen) await keepServed(ctx, one, places)
  return ctx.db.transaction(async (tx) => {
    for (const one of watched) {
      const places = seen.filter((look) => look.watched === one).flatMap((look) => look.seen)
      await keepSightings(tx, ctx.now, one, places)
    }
    await activateProved(tx, lineage)
    return judgeAndTell(tx, ctx, lineage)
  })
}

interface Look {
  watched: WatchedBinding
  seen: Seen[]
}

function looksAt(ctx: Ctx, watched: readonly WatchedBinding[], anchors: readonly string[]): (() => Promise<Look>)[] {
  const fronts = new Map<string, WatchedBinding[]>()
  for (const one of watched) {
    const { vip, serverName } = one.binding
    if (vip !== null) fronts.set(`${vip} ${serverName}`, [...(fronts.get(`${vip} ${serverName}`) ?? []), one])
  }
  return [
    ...watched.map((one) => async () => ({
      watched: one,
      seen: await askBinding(ctx, one.binding, one.expected, anchors),
    })),
    ...[...fronts.values()].map((behind) => async () => {
      const [one] = behind as [WatchedBinding, ...WatchedBinding[]]
      const tries = Math.min(Math.max(1, behind.length - 1), MAX_FRONT_TRIES)
      return { watched: one, seen: await askFront(ctx, one.binding, one.expected, anchors, tries) }
    }),
  ]
}

async function bounded<T>(work: readonly (() => Promise<T>)[], limit: number): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < work.length; at = next++) {
      const task = work[at]
      if (task) results[at] = await task()
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, work.length) }, worker))
  return results
}

/** The inventory learns of what was served: also of what nobody knew. */
async function keepServed(ctx: Ctx, { binding }: WatchedBinding, seen: readonly Seen[]): Promise<void> {
  for (const { place, via, chain } of seen) {
    if (chain.length === 0) continue
    await recordServedChain(ctx, {
      endpoint: place,
      serverName: binding.serverName,
      nodeName: via === 'node' ? binding.nodeName : `VIP ${binding.vip ?? ''}`,
      ...(via === 'node' && binding.nodeId !== null && { nodeId: binding.nodeId }),
      chain,
    })
  }
}

async function keepSightings(tx: Tx, now: Instant, { binding }: WatchedBinding, seen: readonly Seen[]): Promise<void> {
  const places = seen.map(({ place }) => place)
  const ours = eq(bindingSightings.bindingId, binding.id)
  await tx
    .delete(bindingSightings)
    .where(places.length > 0 ? and(ours, notInArray(bindingSightings.place, places)) : ours)
  for (const { place, via, seenSha256, verdict, reasons } of seen) {
    const values = { via, seenSha256, verdict, reasons, at: now }
    await tx
      .insert(bindingSightings)
      .values({ bindingId: binding.id, place, ...values })
      .onConflictDoUpdate({ target: [bindingSightings.bindingId, bindingSightings.place], set: values })
  }
}

/** A certificate is active once every place that is to show it does. While a run is open, the run decides. */
async function activateProved(tx: Tx, lineage: LineageRow): Promise<void> {
  const running = await runningLineages(tx, [lineage.id])
  if (running.has(lineage.id)) return
  const watched = await watchedBindings(tx, [lineage.id])
  const wanted = new Set(watched.flatMap(({ binding }) => binding.certificateId ?? []))
  for (const id of wanted) {
    const places = placementsOf(watched.filter(({ binding }) => binding.certificateId === id))
    if (!isProvedEverywhere(places, Number.NEGATIVE_INFINITY)) continue
    await tx
      .update(lineageCertificates)
      .set({ state: 'active' })
      .where(and(eq(lineageCertificates.certificateId, id), eq(lineageCertificates.state, 'issued')))
  }
}

const LINEAGE_TITLE = { zh: '证书谱系', en: 'Certificate lineage' }

/** Judges what is stored now and lets findings open, attach or recover. */
export async function judgeAndTell(tx: Tx, ctx: Ctx, lineage: LineageRow): Promise<LineageWatch> {
  const watched = await watchedBindings(tx, [lineage.id])
  const waivers = await tx.select().from(certificateWaivers).where(eq(certificateWaivers.lineageId, lineage.id))
  const sorted = applyWaivers(judgeLineage(await lineageFacts(tx, lineage, watched), ctx.now), waivers, ctx.now)
  await recordSighting(tx, {
    system: CERTIFICATES_SYSTEM,
    node: { id: `lineage.${lineage.id}`, name: lineage.name },
    check: { id: `lineage.${lineage.id}`, title: LINEAGE_TITLE },
    reasons: sorted.alarming,
    at: ctx.now,
  })
  for (const { binding, sightings } of watched) {
    const { alarming } = applyWaivers(
      sightings.flatMap(({ reasons }) => reasons),
      waivers,
      ctx.now,
    )
    await recordSighting(tx, {
      system: CERTIFICATES_SYSTEM,
      node: { id: `binding.${binding.id}`, name: binding.nodeName },
      check: { id: `binding.${binding.id}`, title: BINDING_TITLE },
      reasons: alarming,
      at: ctx.now,
    })
  }
  return sorted
}

/** A lineage that was looked at this recently is left alone: several instances may tick at once. */
const WATCH_EVERY_MS = 20 * 60_000

/** Every lineage in force, one after another. @returns how many were looked at */
export async function watchLineages(ctx: Ctx, clock: { now(): Instant }): Promise<number> {
  const active = await ctx.db
    .select({ id: certificateLineages.id })
    .from(certificateLineages)
    .where(eq(certificateLineages.state, 'active'))
    .orderBy(certificateLineages.createdAt, certificateLineages.id)
  let count = 0
  for (const { id } of active) {
    const now = clock.now()
    if (await wasWatched(ctx, id, now - WATCH_EVERY_MS)) continue
    await watchLineage({ ...ctx, now }, id)
    count++
  }
  return count
}

async function wasWatched(ctx: Ctx, lineageId: string, since: Instant): Promise<boolean> {
  const watched = await watchedBindings(ctx.db, [lineageId])
  return watched.length > 0 && watched.every(({ sightings }) => sightings.some(({ at }) => at >= since))
}
