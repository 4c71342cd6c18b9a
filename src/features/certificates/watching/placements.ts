// The bindings of lineages as the judge wants them: what each place must show, and what it showed when it was last asked.

import { and, eq, isNull } from 'drizzle-orm'
import { type Placement, type PlacementState, placementState, type Sighting } from '#core/renewal/deployment.ts'
import type { LineageFacts } from '#core/renewal/lineage.ts'
import { isAnyOf } from '#db/any-of.ts'
import type { Db, Tx } from '#db/database.ts'
import { grouped } from '#db/grouped.ts'
import { certificates } from '#db/schema/certificates.ts'
import { bindingSightings, deploymentBindings, deploymentRuns } from '#db/schema/deployments.ts'
import { keyRecords, lineageCertificates, validationEvidence } from '#db/schema/lineages.ts'
import type { BindingRow } from '../lineages/bind.ts'
import type { LineageRow } from '../lineages/create.ts'

export type SightingRow = typeof bindingSightings.$inferSelect

export interface WatchedBinding {
  binding: BindingRow
  /** Fingerprint of what it must show. */
  expected: string | null
  sightings: SightingRow[]
}

export async function watchedBindings(db: Db | Tx, lineageIds: readonly string[]): Promise<WatchedBinding[]> {
  if (lineageIds.length === 0) return []
  const rows = await db
    .select({ binding: deploymentBindings, expected: certificates.sha256 })
    .from(deploymentBindings)
    .leftJoin(certificates, eq(certificates.id, deploymentBindings.certificateId))
    .where(and(isAnyOf(deploymentBindings.lineageId, lineageIds), isNull(deploymentBindings.removedAt)))
    .orderBy(deploymentBindings.nodeName, deploymentBindings.address, deploymentBindings.port, deploymentBindings.id)
  const ids = rows.map(({ binding }) => binding.id)
  const seen = await db
    .select()
    .from(bindingSightings)
    .where(isAnyOf(bindingSightings.bindingId, ids))
    .orderBy(bindingSightings.via, bindingSightings.place)
  const sightings = grouped(seen, ({ bindingId }) => bindingId)
  return rows.map((row) => ({ ...row, sightings: sightings.get(row.binding.id) ?? [] }))
}

/** One placement a node, and one for each address in front: what comes in by a load balancer must be proved there too. */
export function placementsOf(watched: readonly WatchedBinding[]): Placement[] {
  const nodes = watched.map(({ binding, expected, sightings }) => ({
    bindingId: binding.id,
    nodeName: binding.nodeName,
    expected,
    sightings: sightings.filter(({ via }) => via === 'node').map(asSighting),
  }))
  const fronts = watched.flatMap(({ binding, expected, sightings }): Placement[] => {
    const before = sightings.filter(({ via }) => via === 'vip').map(asSighting)
    if (binding.vip === null || before.length === 0) return []
    return [{ bindingId: binding.id, nodeName: `VIP ${binding.vip}`, expected, sightings: before }]
  })
  return [...nodes, ...fronts]
}

/** What one place showed when it was last asked, whatever the others showed. */
export function placeState(expected: string | null, sighting: SightingRow): PlacementState {
  const placement = { bindingId: sighting.bindingId, nodeName: sighting.place, expected }
  return placementState({ ...placement, sightings: [asSighting(sighting)] }, Number.NEGATIVE_INFINITY)
}

function asSighting({ place, seenSha256, verdict, reasons, at }: SightingRow): Sighting {
  const isJudged = seenSha256 !== null || verdict !== 'unknown'
  return { place, seen: seenSha256, codes: reasons.map(({ code }) => code), isJudged, at }
}

/** Those of them that a deployment run is open for. */
export async function runningLineages(db: Db | Tx, lineageIds: readonly string[]): Promise<Set<string>> {
  const { lineageId, state } = deploymentRuns
  const open = await db
    .select({ lineageId })
    .from(deploymentRuns)
    .where(and(isAnyOf(lineageId, lineageIds), eq(state, 'open')))
  return new Set(open.map((run) => run.lineageId))
}

/** Everything the judge of lineages asks for. */
export async function lineageFacts(
  db: Db | Tx,
  lineage: LineageRow,
  watched: readonly WatchedBinding[],
): Promise<LineageFacts> {
  const held = await db
    .select({
      fingerprint: certificates.sha256,
      subject: certificates.subject,
      notBefore: certificates.notBefore,
      notAfter: certificates.notAfter,
      state: lineageCertificates.state,
      compromisedAt: keyRecords.compromisedAt,
    })
    .from(lineageCertificates)
    .innerJoin(certificates, eq(certificates.id, lineageCertificates.certificateId))
    .innerJoin(keyRecords, eq(keyRecords.id, lineageCertificates.keyId))
    .where(eq(lineageCertificates.lineageId, lineage.id))
  const evidence = await db
    .select({ kind: validationEvidence.kind, validatedAt: validationEvidence.validatedAt })
    .from(validationEvidence)
    .where(eq(validationEvidence.lineageId, lineage.id))
  return {
    name: lineage.name,
    trust: lineage.trust,
    certificates: held.map(({ compromisedAt, ...one }) => ({ ...one, isKeyCompromised: compromisedAt !== null })),
    placements: placementsOf(watched),
    evidence: newestOfEach(evidence),
    isRunOpen: (await runningLineages(db, [lineage.id])).has(lineage.id),
  }
}

function newestOfEach(evidence: LineageFacts['evidence']): LineageFacts['evidence'] {
  return (['domain', 'identity'] as const).flatMap((kind) => {
    const times = evidence.filter((one) => one.kind === kind).map(({ validatedAt }) => validatedAt)
    return times.length > 0 ? [{ kind, validatedAt: Math.max(...times) }] : []
  })
}
