// The plans with what holds today, what will follow, and when each is next due.

import { asc, gt } from 'drizzle-orm'
import { civilDateOf } from '#core/calendar/civil.ts'
import { isAnnounced, type WorkCalendar } from '#core/sla/calendar.ts'
import { rounds } from '#db/schema/inspections.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import type { Ctx } from '#src/context.ts'
import type { RoundRow } from '../transition.ts'
import { type PlanVersion, planVersions, versionOn } from './stored.ts'

export interface PlanLine {
  id: string
  /** Absent for a plan that begins later. */
  now: PlanVersion | undefined
  /** Newest first; the first one is what a change follows. */
  versions: PlanVersion[]
  /** The next round that is planned. */
  next: RoundRow | undefined
  /** The date of `next` rests on a calendar the State Council has not announced. */
  isProvisional: boolean
}

export async function listPlans(ctx: Ctx): Promise<PlanLine[]> {
  const versions = await planVersions(ctx.db)
  const calendar = await houseCalendar(ctx.db)
  const coming = await ctx.db
    .selectDistinctOn([rounds.planId])
    .from(rounds)
    .where(gt(rounds.plannedAt, ctx.now))
    .orderBy(asc(rounds.planId), asc(rounds.plannedAt))
  return [...new Set(versions.map(({ planId }) => planId))].map((id) => {
    const own = versions.filter(({ planId }) => planId === id)
    const next = coming.find(({ planId }) => planId === id)
    const now = versionOn(own, civilDateOf(ctx.now))
    return { id, now, versions: own.toReversed(), next, isProvisional: isGuess(calendar, now, next) }
  })
}

function isGuess(calendar: WorkCalendar, version: PlanVersion | undefined, next: RoundRow | undefined): boolean {
  if (!version || !next || isAnnounced(calendar, next.date)) return false
  const { days } = version
  return days.kind === 'working-days' || ('on' in days && days.on.some(({ by }) => by === 'working-day'))
}
