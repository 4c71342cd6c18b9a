import { describe, expect, it } from 'vitest'
import { rounds } from '#db/schema/inspections.ts'
import { startSchedule, systemClock } from '#src/schedule.node.ts'
import { JOBS, START_JOBS } from '#src/schedule.ts'
import { withDatabase } from './database.ts'
import { stage, withRegister } from './features/inspections/stage.ts'

describe('the schedule', () => {
  it('starts a due round although the event loop was blocked across its second', async () => {
    const { db } = await withDatabase()
    await withRegister(db, 2, 0)
    const play = stage(db, Date.parse('2026-11-23T00:00:00Z') - 500)
    const from = performance.now()
    const now = () => play.clock.now() + performance.now() - from
    const clock = { ...systemClock, now: () => Math.round(now()) }
    const ctx = () => ({ ...play.ctx(), now: clock.now() })
    const errors: unknown[] = []
    const log = { error: (fields: Record<string, unknown>) => errors.push(fields.error) }
    const ofRounds = JOBS.filter((job) => job.name.endsWith('-rounds'))
    const first = START_JOBS.filter((job) => job.name === 'plan-rounds')
    const schedule = startSchedule(ofRounds, first, ctx, log, clock)
    await systemClock.pause(200)
    const until = performance.now() + 1_500
    while (performance.now() < until);
    const unblockedAt = performance.now()
    let state: string | undefined
    while (state !== 'awaiting-manual' && performance.now() < unblockedAt + 2_000) {
      await systemClock.pause(50)
      state = (await db.select().from(rounds)).find((round) => round.id === 'daily.2026-11-23.morning')?.state
    }
    await schedule.stop(5_000)
    expect(errors).toEqual([])
    expect(state).toBe('awaiting-manual')
  })
})
