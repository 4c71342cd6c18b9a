import { eq, sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { addDays, instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import { DAILY_PLAN, type HousePlan } from '#core/calendar/house-plans.ts'
import { openDatabase } from '#db/open.node.ts'
import { roundEvents, roundResults, rounds } from '#db/schema/inspections.ts'
import { planRounds, runDueRound, settleOverdueRounds } from '#features/inspections/index.ts'
import { withDatabase } from '../database.ts'
import { stage, withRegister } from '../features/inspections/stage.ts'
import { isWhole } from './extent.ts'

const FROM = '2026-11-23'
/** Two slots a day and three plans: 1,200 rounds in the whole version. */
const DAYS = isWhole ? 200 : 5
const PLANS: readonly HousePlan[] = ['one', 'two', 'three'].map((id) => ({ ...DAILY_PLAN, id }))
const ROUNDS = DAYS * 2 * PLANS.length

const { db, url } = await withDatabase()

it(
  `two instances run ${ROUNDS} simulated rounds, none lost and none doubled`,
  async () => {
    await withRegister(db, 1, 0)
    const other = openDatabase(url, { poolSize: 2, applicationName: 'other-instance' })
    const [a, b] = [stage(db, instantOf(FROM)), stage(other.db, instantOf(FROM))]
    const ran: string[] = []
    const instance = async (play: typeof a, owner: string) => {
      await planRounds(play.ctx(), PLANS)
      await settleOverdueRounds(play.ctx())
      for (;;) {
        const one = await runDueRound(play.ctx(), { clock: play.clock, owner })
        if (!one) return
        // An instance whose clock is ahead by more than a lease takes a round over: the other one's end is no end.
        if (one.outcome === 'finished') ran.push(one.roundId)
      }
    }
    for (let day = 0; day < DAYS; day++)
      for (const time of ['08:00', '17:00']) {
        // Instances do not tick at the same moment.
        a.clock.set(instantOf(addDays(FROM, day), time))
        b.clock.set(instantOf(addDays(FROM, day), time) + (day % 3) * MINUTE_MS)
        await Promise.all([instance(a, 'a'), instance(b, 'b')])
      }
    await other.close()
    expect(ran).toHaveLength(ROUNDS)
    expect(new Set(ran).size).toBe(ROUNDS)
    const last = addDays(FROM, DAYS - 1)
    expect(await db.$count(rounds, sql`${rounds.date} <= ${last}`)).toBe(ROUNDS)
    expect(await db.$count(roundEvents, eq(roundEvents.event, 'automatic-done'))).toBe(ROUNDS)
    expect(await db.$count(roundResults)).toBe(ROUNDS)
  },
  isWhole ? 1_200_000 : 60_000,
)
