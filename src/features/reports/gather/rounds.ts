// The rounds of a period as they stood at a moment, and what their items came to. The items are added up by the database: a year has
// hundreds of thousands of them.

import { and, asc, eq, gte, inArray, lt, min, type SQL, sql } from 'drizzle-orm'
import { DAY_MS } from '#core/calendar/civil.ts'
import { tellReason } from '#core/messages/told.ts'
import type { AreaFact, Conclusions, ItemFact, RoundFact } from '#core/reports/facts.ts'
import type { ReportPeriod } from '#core/reports/periods.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { inspectionPlanVersions, roundItems, roundResults, rounds } from '#db/schema/inspections.ts'

/** So far before the period begins, the round is planned that answers for its first hours. */
const LOOK_BACK_MS = 2 * DAY_MS

export const timestamp = (at: Instant): SQL => sql`${new Date(at).toISOString()}::timestamptz`

/** What happened later has not happened yet. */
export const asKnown = (at: Instant | null, asOf: Instant) => (at !== null && at <= asOf ? at : null)

export async function gatherRounds(tx: Tx, period: ReportPeriod, asOf: Instant): Promise<RoundFact[]> {
  const found = await tx
    .select({
      round: rounds,
      plan: { zh: inspectionPlanVersions.titleZh, en: inspectionPlanVersions.titleEn },
      // Names are written out: in a field of a select, columns given as such lose the name of their table.
      stateThen: sql<string | null>`(select e.to_state from round_events e
        where e.round_id = rounds.id and e.at <= ${timestamp(asOf)} order by e.id desc limit 1)`,
      hasHistory: sql<boolean>`exists (select from round_events e where e.round_id = rounds.id)`,
    })
    .from(rounds)
    .leftJoin(inspectionPlanVersions, eq(inspectionPlanVersions.id, rounds.planVersionId))
    .where(
      period.kind === 'round'
        ? eq(rounds.id, period.name)
        : and(gte(rounds.plannedAt, period.from - LOOK_BACK_MS), lt(rounds.plannedAt, period.to)),
    )
    .orderBy(asc(rounds.id))
  const counted = await countItems(
    tx,
    found.map(({ round }) => round.id),
    asOf,
  )
  return found.map(({ round, plan, stateThen, hasHistory }) => ({
    id: round.id,
    planId: round.planId,
    plan: plan ?? { zh: round.planId, en: round.planId },
    date: round.date,
    slot: { zh: round.titleZh || round.slot, en: round.titleEn || round.slot },
    isCounted: round.isCounted,
    isPlanned: round.missedAfter !== null,
    plannedAt: round.plannedAt,
    onTimeUntil: round.onTimeUntil,
    state: stateThen ?? (hasHistory ? 'planned' : round.state),
    startedAt: asKnown(round.startedAt, asOf),
    signedAt: asKnown(round.signedAt, asOf),
    inspector: asKnown(round.signedAt, asOf) === null ? null : round.inspectorName,
    reviewer: asKnown(round.reviewedAt, asOf) === null ? null : round.reviewerName,
    makesUpFor: round.makesUpFor,
    reason: round.reason,
    ...(counted.get(round.id) ?? NOTHING),
  }))
}

const NOTHING = {
  conclusions: { normal: 0, warning: 0, abnormal: 0, unchecked: 0, notApplicable: 0, open: 0 },
  itemsDigest: '',
}

/** The conclusion of an item at the moment: what was recorded later is open. */
const concludedBy = (asOf: Instant) =>
  sql`case when ${roundItems.recordedAt} is null or ${roundItems.recordedAt} <= ${timestamp(asOf)} then ${roundItems.conclusion} end`

function tallies(asOf: Instant) {
  const conclusion = concludedBy(asOf)
  const of = (word: string) => sql<number>`(count(*) filter (where ${conclusion} = ${word}))::int`
  return {
    normal: of('normal'),
    warning: of('warning'),
    abnormal: of('abnormal'),
    unchecked: of('unchecked'),
    notApplicable: of('not-applicable'),
    open: sql<number>`(count(*) filter (where ${conclusion} is null))::int`,
  }
}

type Counted = Pick<RoundFact, 'conclusions' | 'itemsDigest'>

async function countItems(tx: Tx, roundIds: readonly string[], asOf: Instant): Promise<Map<string, Counted>> {
  if (roundIds.length === 0) return new Map()
  const line = sql`concat_ws('|', ${roundItems.number}, ${roundItems.checkId}, coalesce(${concludedBy(asOf)}, ''), ${roundItems.resultId})`
  const rows = await tx
    .select({
      roundId: roundItems.roundId,
      ...tallies(asOf),
      itemsDigest: sql<string>`encode(sha256(convert_to(string_agg(${line}, E'\n' order by ${roundItems.number}), 'UTF8')), 'hex')`,
    })
    .from(roundItems)
    .where(inArray(roundItems.roundId, [...roundIds]))
    .groupBy(roundItems.roundId)
  return new Map(rows.map(({ roundId, itemsDigest, ...conclusions }) => [roundId, { conclusions, itemsDigest }]))
}

/** System × layer over the rounds the report counts: planned ones of its own dates, or the one round it is about. */
export async function gatherAreas(tx: Tx, period: ReportPeriod, asOf: Instant): Promise<AreaFact[]> {
  const isOwn =
    period.kind === 'round'
      ? eq(rounds.id, period.name)
      : and(eq(rounds.isCounted, true), gte(rounds.date, period.firstDate), sql`${rounds.date} <= ${period.lastDate}`)
  const rows = await tx
    .select({
      systemId: roundItems.systemId,
      system: sql<string>`max(${roundItems.systemName})`,
      layer: roundItems.layer,
      ...tallies(asOf),
    })
    .from(roundItems)
    .innerJoin(rounds, eq(rounds.id, roundItems.roundId))
    .where(isOwn)
    .groupBy(roundItems.systemId, roundItems.layer)
    .orderBy(asc(roundItems.systemId), asc(roundItems.layer))
  return rows.map(({ systemId, system, layer, ...conclusions }) => ({
    id: `${systemId}/${layer}`,
    ...{ systemId, system, layer, conclusions },
  }))
}

/** Every item of one round, with what was found. */
export function gatherItems(tx: Tx, roundId: string, asOf: Instant): Promise<ItemFact[]> {
  return itemFacts(tx, eq(roundItems.roundId, roundId), asOf)
}

/** What people judged in the rounds of plans other than the daily one: the inspection with the machines stopped, the cold backup. */
export async function gatherPlanItems(tx: Tx, of: readonly RoundFact[], asOf: Instant): Promise<ItemFact[]> {
  const ids = of.filter(({ isPlanned, isCounted }) => isPlanned && !isCounted).map(({ id }) => id)
  if (ids.length === 0) return []
  const isAsked = and(inArray(roundItems.roundId, ids), eq(roundItems.kind, 'manual'))
  return itemFacts(tx, isAsked, asOf)
}

async function itemFacts(tx: Tx, condition: SQL | undefined, asOf: Instant): Promise<ItemFact[]> {
  const rows = await tx
    .select({ item: roundItems, result: roundResults })
    .from(roundItems)
    .leftJoin(roundResults, eq(roundResults.id, roundItems.resultId))
    .where(condition)
    .orderBy(asc(roundItems.roundId), asc(roundItems.number))
  return rows.map(({ item, result }) => {
    const isKnown = item.conclusion !== null && (item.recordedAt === null || item.recordedAt <= asOf)
    const [reason] = isKnown ? (result?.reasons ?? []) : []
    return {
      id: String(item.id),
      roundId: item.roundId,
      number: item.number,
      systemId: item.systemId,
      system: item.systemName,
      node: item.nodeName,
      layer: item.layer,
      title: { zh: item.titleZh, en: item.titleEn },
      isManual: item.kind === 'manual',
      conclusion: conclusionOf(isKnown ? item.conclusion : null),
      seen: isKnown && result ? seenIn(result) : '',
      problem: reason ? tellReason(reason).problem : null,
      recordedAt: asKnown(item.recordedAt, asOf),
    }
  })
}

const CONCLUSIONS: Readonly<Record<string, keyof Conclusions>> = {
  normal: 'normal',
  warning: 'warning',
  abnormal: 'abnormal',
  unchecked: 'unchecked',
  'not-applicable': 'notApplicable',
}

/** A conclusion nobody here knows judged nothing. */
function conclusionOf(conclusion: string | null): keyof Conclusions {
  return CONCLUSIONS[conclusion ?? ''] ?? 'open'
}

function seenIn({ text, measured }: typeof roundResults.$inferSelect): string {
  const pairs = Object.entries(measured).filter(([, value]) => value !== null)
  return text ?? pairs.map(([name, value]) => `${name}=${value}`).join('，')
}

/** When the first round that counts was due: no report is owed of anything before. Undefined where there was none. */
export async function serviceBegan(db: Db | Tx): Promise<Instant | undefined> {
  const [row] = await db
    .select({ at: min(rounds.plannedAt) })
    .from(rounds)
    .where(eq(rounds.isCounted, true))
  return row?.at ?? undefined
}
