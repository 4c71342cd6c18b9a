// Takes a due round for one instance: by lease, with a fencing token that every later write must show.

import { and, asc, eq, gte, inArray, isNull, lt, lte, or } from 'drizzle-orm'
import { covers, type PlacedItem, placedItems, WHOLE_REGISTER } from '#core/calendar/plan-scope.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { inspectionPlanVersions, roundItems, rounds } from '#db/schema/inspections.ts'
import { enabledChecks, type PlacedCheck, type PlacedNode, placedNodes } from '#features/systems/index.ts'
import type { Ctx } from '#src/context.ts'
import { advance, type RoundRow } from './transition.ts'

export const LEASE_MS = 30_000
export const HEARTBEAT_MS = 10_000

export interface Claim {
  roundId: string
  fence: number
  /** Name of the instance. */
  owner: string
}

/** Claims the oldest round that is due or whose owner has gone silent; undefined when there is none. */
export async function claimDueRound(ctx: Ctx, owner: string): Promise<Claim | undefined> {
  return ctx.db.transaction(async (tx) => {
    const [round] = await tx
      .select()
      .from(rounds)
      .where(
        and(
          or(
            and(eq(rounds.state, 'planned'), lte(rounds.plannedAt, ctx.now)),
            and(eq(rounds.state, 'running'), or(isNull(rounds.leaseUntil), lt(rounds.leaseUntil, ctx.now))),
          ),
          or(isNull(rounds.missedAfter), gte(rounds.missedAfter, ctx.now)),
        ),
      )
      .orderBy(asc(rounds.plannedAt))
      .limit(1)
      .for('update', { skipLocked: true })
    return round ? take(tx, ctx, round, owner) : undefined
  })
}

/** The round must be locked. The first owner writes the round's items, as the register stands at that moment. */
export async function take(tx: Tx, ctx: Ctx, round: RoundRow, owner: string): Promise<Claim> {
  const claimed = await advance(tx, ctx, round, 'claimed', {
    leaseOwner: owner,
    leaseUntil: ctx.now + LEASE_MS,
    fence: round.fence + 1,
    startedAt: round.startedAt ?? ctx.now,
  })
  if (round.startedAt === null) await writeItems(tx, round)
  return { roundId: round.id, fence: claimed.fence, owner }
}

/** What the round's plan covers of the register as it stands now, and after that what the plan asks beside it. */
async function writeItems(tx: Tx, round: RoundRow): Promise<void> {
  const version = await versionOf(tx, round)
  const scope = version?.scope ?? WHOLE_REGISTER
  const checks = (await enabledChecks(tx)).filter(({ check, system }) =>
    covers(scope, { layer: check.layer, kind: check.kind, systemId: system.id }),
  )
  const own = version ? placedItems(version.planId, scope, version.items, await placedNodes(tx)) : []
  const rows = [
    ...checks.map((placed, index) => itemRow(round.id, index + 1, placed)),
    ...own.map((placed, index) => ownItemRow(round.id, checks.length + index + 1, placed)),
  ]
  for (let at = 0; at < rows.length; at += 1_000) await tx.insert(roundItems).values(rows.slice(at, at + 1_000))
}

async function versionOf(tx: Tx, { planVersionId }: RoundRow) {
  if (planVersionId === null) return undefined
  const [version] = await tx.select().from(inspectionPlanVersions).where(eq(inspectionPlanVersions.id, planVersionId))
  return version
}

function placeOf(
  roundId: string,
  number: number,
  { system, node }: Omit<PlacedNode, 'node'> & Pick<PlacedCheck, 'node'>,
) {
  return {
    roundId,
    number,
    systemId: system.id,
    systemName: system.name,
    environment: system.environment,
    nodeId: node.id,
    nodeName: node.name,
    address: node.address,
  }
}

function itemRow(roundId: string, number: number, { check, ...place }: PlacedCheck) {
  return {
    ...placeOf(roundId, number, place),
    checkId: check.id,
    layer: check.layer,
    kind: check.kind,
    titleZh: check.title.zh,
    titleEn: check.title.en,
    target: check.target,
    settings: { ...check.settings },
    mustMeasure: check.mustMeasure,
  }
}

/** Asked once for a whole system, it stands under the system's own name. */
function ownItemRow(roundId: string, number: number, { item, place, checkId }: PlacedItem<PlacedNode>) {
  const { system } = place
  const isOnce = item.roles.length === 0
  const node = isOnce ? { id: system.id, name: system.name, address: null } : place.node
  return {
    ...placeOf(roundId, number, { system, node }),
    checkId,
    layer: item.layer,
    kind: 'manual',
    titleZh: item.title.zh,
    titleEn: item.title.en || item.title.zh,
    target: '',
    settings: {},
    mustMeasure: item.mustMeasure,
  }
}

/** False: the round is no longer ours; stop writing. */
export async function renewLease(db: Db, { roundId, fence }: Claim, now: Instant): Promise<boolean> {
  const renewed = await db
    .update(rounds)
    .set({ leaseUntil: now + LEASE_MS })
    .where(and(eq(rounds.id, roundId), eq(rounds.fence, fence), inArray(rounds.state, ['running'])))
    .returning({ id: rounds.id })
  return renewed.length === 1
}
