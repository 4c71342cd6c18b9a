import { describe, expect, it } from 'vitest'
import { rounds } from '#db/schema/inspections.ts'
import { JOBS, startSchedule, systemClock, WORKER_CRONS } from '#src/schedule.ts'
import { withDatabase } from './database.ts'
import { stage, withRegister } from './features/inspections/stage.ts'

describe('the schedule', () => {
  it('has a UTC trigger for each slot of Shanghai, and one a minute', () => {
    expect(WORKER_CRONS).toEqual(['0 0 * * *', '0 9 * * *', '* * * * *'])
  })

  it('starts a due round although the event loop was blocked across its second', async () => {
    const { db } = await withDatabase()
    await withRegister(db, 2, 0)
    const play = stage(db, Date.parse('2026-11-23T00:00:00Z') - 500)
    const from = performance.now()
    const now = () => play.clock.now() + performance.now() - from
    const clock = { ...systemClock, now: () => Math.round(now()) }
    const ctx = () => ({ ...play.ctx(), now: clock.now() })
    const jobs = JOBS.filter((job) => job.id.startsWith('inspections'))
    const errors: unknown[] = []
    const schedule = startSchedule(
      { ctx, clock, owner: 'one', hasBackups: false },
      (_, error) => errors.push(error),
      jobs,
    )
    await systemClock.pause(200)
    const until = performance.now() + 1_500
    while (performance.now() < until);
    const unblockedAt = performance.now()
    let state: string | undefined
    while (state !== 'awaiting-manual' && performance.now() < unblockedAt + 2_000) {
      await systemClock.pause(50)
      state = (await db.select().from(rounds)).find((round) => round.id === 'daily.2026-11-23.morning')?.state
    }
    await schedule.stop()
    expect(errors).toEqual([])
    expect(state).toBe('awaiting-manual')
  })
})
