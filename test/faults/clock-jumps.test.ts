import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addDays, DAY_MS, instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import { DAILY_PLAN } from '#core/calendar/house-plans.ts'
import type { Instant } from '#core/verdict.ts'
import { roundEvents, roundResults, rounds } from '#db/schema/inspections.ts'
import { planRounds, runDueRound, settleOverdueRounds } from '#features/inspections/index.ts'
import { ownDatabase, stage, withRegister } from '../features/inspections/stage.ts'

const DAY = '2026-11-23'
const HOUR_MS = 60 * MINUTE_MS
const at = (time: string, day = 0) => instantOf(addDays(DAY, day), time)

/** Three days of two rounds on which the clock is set by `byMs` in the middle of the second morning, and set back a while later. */
async function threeDays(byMs: number) {
  const db = await ownDatabase()
  await withRegister(db, 4, 0)
  const play = stage(db, at('00:00'))
  const tick = async (now: Instant, isSteady = true) => {
    play.clock.set(now)
    await planRounds(play.ctx(), [DAILY_PLAN])
    if (isSteady) await settleOverdueRounds(play.ctx())
    while (await runDueRound(play.ctx(), { clock: play.clock, owner: `owner-${now}` }));
  }
  for (let day = 0; day < 3; day++)
    for (const time of ['08:00', '17:00']) {
      if (day === 1 && time === '08:00') {
        let asked = 0
        play.says = () => {
          // The clock is set while the round runs, and set back before it ends.
          asked += 1
          if (asked === 2) play.clock.set(at('08:00', 1) + byMs)
          if (asked === 4) play.clock.set(at('08:01', 1))
          return { verdict: 'pass' }
        }
      }
      await tick(at(time, day))
      if (day === 1 && time === '08:00') {
        // Set once more between the rounds: the schedule holds back what cannot be taken back, and goes on with the rest.
        await tick(at('09:00', 1) + byMs, false)
        await tick(at('09:30', 1))
      }
    }
  return db
}

describe('a clock that is set during a round and set back', () => {
  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
    ['a day ahead', DAY_MS],
    ['a day back', -DAY_MS],
  ])('%s: no round runs twice and none is skipped', async (_, byMs) => {
    const db = await threeDays(byMs)
    const three = sql`${rounds.date} <= ${addDays(DAY, 2)}`
    expect(await db.$count(rounds, three)).toBe(6)
    expect(await db.$count(rounds, sql`${three} and ${rounds.state} = 'missed'`)).toBe(
      // Nobody signs here: what was never signed is missed, and that is the past alone.
      await db.$count(rounds, sql`${three} and ${rounds.missedAfter} < ${new Date(at('17:00', 2)).toISOString()}`),
    )
    const done = await db
      .select({ roundId: roundEvents.roundId, n: sql<number>`count(*)::int` })
      .from(roundEvents)
      .where(eq(roundEvents.event, 'automatic-done'))
      .groupBy(roundEvents.roundId)
    expect(done).toHaveLength(6)
    expect(done.every(({ n }) => n === 1)).toBe(true)
    expect(await db.$count(roundResults)).toBe(6 * 4)
  })
})
