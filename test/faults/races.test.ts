import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { instantOf } from '#core/calendar/civil.ts'
import { roundArchives, roundEvents, rounds } from '#db/schema/inspections.ts'
import {
  requestExtraRound,
  reviewRound,
  runDueRound,
  signInspection,
  verifyStoredArchive,
} from '#features/inspections/index.ts'
import { actorOf } from '../context.ts'
import { withDatabase } from '../database.ts'
import { stage, withRegister } from '../features/inspections/stage.ts'
import { isWhole } from './extent.ts'

/** Each race is one round that two sign at once and then two review at once. */
const RACES = isWhole ? 500 : 10

const { db } = await withDatabase()

it(
  `of two who sign or review the same round at once exactly one does, in ${RACES * 2} races`,
  async () => {
    await withRegister(db, 1, 0)
    const play = stage(db, instantOf('2026-11-23', '08:00'))
    const inspectors = [actorOf('operator'), actorOf('ra-officer')]
    const reviewers = [actorOf('auditor'), actorOf('audit-admin')]
    for (let race = 0; race < RACES; race++) {
      play.clock.set(instantOf('2026-11-23', '08:00') + race * 10)
      const id = await requestExtraRound(play.ctx(), { planId: 'extra' })
      await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
      const signed = await Promise.allSettled(inspectors.map((who) => signInspection(play.ctx(who), id)))
      expect(refusals(signed)).toEqual(['inspections.not-awaiting-signature'])
      const reviewed = await Promise.allSettled(reviewers.map((who) => reviewRound(play.ctx(who), id)))
      expect(refusals(reviewed)).toEqual(['inspections.not-awaiting-review'])
    }
    expect(await db.$count(rounds, eq(rounds.state, 'done-on-time'))).toBe(RACES)
    expect(await db.$count(roundEvents, eq(roundEvents.event, 'signed'))).toBe(RACES)
    expect(await db.$count(roundEvents, eq(roundEvents.event, 'reviewed-on-time'))).toBe(RACES)
    expect(await db.$count(roundArchives)).toBe(RACES)
    expect((await verifyStoredArchive(play.ctx())).problems).toEqual([])
  },
  isWhole ? 1_200_000 : 60_000,
)

/** Codes of those that lost; the winner has none. */
function refusals(outcomes: readonly PromiseSettledResult<unknown>[]): string[] {
  return outcomes.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))
}
