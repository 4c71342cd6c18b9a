// How rounds, items and findings look on the wire.

import { z } from '@hono/zod-openapi'
import { tellReason } from '#core/messages/told.ts'
import type { Finding } from '#features/tickets/index.ts'
import type { Kept } from './archive/table.ts'
import type { ItemWithResult } from './content.ts'
import type { PastRound } from './history.ts'
import type { MatrixRow, RoundLine } from './list.ts'
import { slotTitle } from './message.ts'

const time = z.iso.datetime()
const Text = z.object({ zh: z.string(), en: z.string() })
const Conclusion = z.enum(['normal', 'warning', 'abnormal', 'unchecked', 'not-applicable'])

export const ToldReason = z.object({
  code: z.string(),
  verdict: z.enum(['warn', 'fail', 'unknown', 'skipped']),
  citation: z.string(),
  problem: Text,
  text: Text,
  advice: Text,
})

const line = {
  id: z.string(),
  plan: z.string(),
  date: z.string(),
  slot: z.string(),
  title: Text,
  state: z.string(),
  isCounted: z.boolean(),
  plannedAt: time,
  windowEnd: time,
  startedAt: time.nullable(),
  signedAt: time.nullable(),
  progress: z.object({ done: z.number(), total: z.number() }),
  counts: z.object({
    normal: z.number(),
    warning: z.number(),
    abnormal: z.number(),
    unchecked: z.number(),
    'not-applicable': z.number(),
  }),
}

export const RoundShape = z.object(line).openapi('RoundLine')
export const RoundsShape = z.object({ items: z.array(RoundShape), nextCursor: z.string().nullable() })

export const HistoryShape = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        plan: z.string(),
        date: z.string(),
        slot: z.string(),
        title: Text,
        state: z.string(),
        isCounted: z.boolean(),
      }),
    ),
    completion: z.object({ planned: z.number(), onTime: z.number(), late: z.number(), missed: z.number() }),
  })
  .openapi('RoundHistory')

export const RoundDetailShape = z
  .object({
    ...line,
    opensAt: time,
    missedAfter: time.nullable(),
    automaticDoneAt: time.nullable(),
    inspectorName: z.string().nullable(),
    reviewerName: z.string().nullable(),
    reviewedAt: time.nullable(),
    digest: z.string().nullable(),
    message: z.string().nullable(),
    makesUpFor: z.string().nullable(),
    reason: z.string().nullable(),
    archive: z.object({ seq: z.number(), hash: z.string(), sm3: z.string(), archivedAt: time }).nullable(),
    byCertificate: z.array(z.enum(['inspector', 'reviewer'])),
    matrix: z.array(
      z.object({ systemId: z.string(), system: z.string(), layers: z.record(z.string(), Conclusion.nullable()) }),
    ),
  })
  .openapi('Round')

export const PhotoShape = z
  .object({
    sha256: z.string(),
    name: z.string(),
    mediaType: z.enum(['image/jpeg', 'image/png']),
    bytes: z.number(),
  })
  .openapi('RoundPhoto')

export const ItemShape = z
  .object({
    id: z.number(),
    number: z.number(),
    checkId: z.string(),
    systemId: z.string(),
    system: z.string(),
    node: z.string(),
    layer: z.string(),
    kind: z.string(),
    title: Text,
    target: z.string(),
    mustMeasure: z.boolean(),
    conclusion: Conclusion.nullable(),
    text: z.string().nullable(),
    measured: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    thresholds: z.record(z.string(), z.union([z.string(), z.number()])),
    reasons: z.array(ToldReason),
    attempts: z.number().nullable(),
    resultId: z.string().nullable(),
    recordedAt: time.nullable(),
    recordedBy: z.string().nullable(),
    photos: z.array(PhotoShape),
  })
  .openapi('RoundItem')
export const ItemsShape = z.object({ items: z.array(ItemShape), nextCursor: z.string().nullable() })

export const OpenFindingShape = z.object({
  id: z.string(),
  systemId: z.string(),
  system: z.string(),
  node: z.string(),
  title: Text,
  reason: ToldReason,
  verdict: z.enum(['warn', 'fail']),
  firstSeen: time,
  lastSeen: time,
})

export function iso(at: number): string
export function iso(at: number | null): string | null
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

export function roundLine({ round, progress }: RoundLine): z.input<typeof RoundShape> {
  const { id, planId, date, slot, state, isCounted } = round
  return {
    id,
    plan: planId,
    date,
    slot,
    title: slotTitle(round),
    state,
    isCounted,
    plannedAt: iso(round.plannedAt),
    windowEnd: iso(round.onTimeUntil),
    startedAt: iso(round.startedAt),
    signedAt: iso(round.signedAt),
    progress: { done: progress.done, total: progress.total },
    counts: progress.counts,
  }
}

export function pastRound({ id, planId, date, slot, state, isCounted, ...titles }: PastRound) {
  return { id, plan: planId, date, slot, title: slotTitle({ ...titles, slot }), state, isCounted }
}

export function roundDetail(
  one: RoundLine,
  matrix: readonly MatrixRow[],
  { archive, byCertificate }: Kept,
): z.input<typeof RoundDetailShape> {
  const { inspectorName, reviewerName, digest, message, makesUpFor, reason, ...round } = one.round
  return {
    ...roundLine(one),
    opensAt: iso(round.opensAt),
    missedAfter: iso(round.missedAfter),
    automaticDoneAt: iso(round.automaticDoneAt),
    inspectorName,
    reviewerName,
    reviewedAt: iso(round.reviewedAt),
    digest,
    message,
    makesUpFor,
    reason,
    archive: archive && { ...archive, archivedAt: iso(archive.archivedAt) },
    byCertificate,
    matrix: [...matrix],
  }
}

export function roundItem(item: ItemWithResult): z.input<typeof ItemShape> {
  const { id, number, checkId, systemId, layer, kind, target, mustMeasure, conclusion, result } = item
  return {
    id,
    number,
    checkId,
    systemId,
    system: item.systemName,
    node: item.nodeName,
    layer,
    kind,
    title: { zh: item.titleZh, en: item.titleEn },
    target,
    mustMeasure,
    conclusion,
    text: result?.text ?? null,
    measured: result?.measured ?? {},
    thresholds: result?.thresholds ?? {},
    reasons: (result?.reasons ?? []).map(tellReason),
    attempts: result?.attempts ?? null,
    resultId: result?.probeResultId ?? null,
    recordedAt: iso(result?.takenAt ?? null),
    recordedBy: result?.recordedBy ?? null,
    photos: [...(result?.photos ?? [])],
  }
}

export function openFinding(finding: Finding): z.input<typeof OpenFindingShape> {
  const { id, system, node, check, code, verdict, params } = finding
  return {
    id: String(id),
    systemId: system.id,
    system: system.name,
    node: node.name,
    title: check.title,
    reason: tellReason({ code, verdict, params, citation: '' }),
    verdict,
    firstSeen: iso(finding.firstSeenAt),
    lastSeen: iso(finding.lastSeenAt),
  }
}
