import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { auditLog } from '#db/schema/audit.ts'
import { rounds } from '#db/schema/inspections.ts'
import { startSchedule, systemClock } from '#src/schedule.node.ts'
import { JOBS, type Job, START_JOBS } from '#src/schedule.ts'
import { withDatabase } from './database.ts'
import { isWhole } from './faults/extent.ts'
import { stage, withRegister } from './features/inspections/stage.ts'

const BLOCKED_MS = isWhole ? 10_000 : 1_500

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await systemClock.pause(20)
}

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
    const until = performance.now() + BLOCKED_MS
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
    const [round] = await db.select().from(rounds).where(eq(rounds.id, 'daily.2026-11-23.morning'))
    const lateMs = (round?.startedAt ?? Number.NaN) - (round?.plannedAt ?? 0)
    expect(lateMs).toBeLessThanOrEqual(BLOCKED_MS + 2_000)
  }, 60_000)

  it('records that the clock was set, once, and goes on with the rounds', async () => {
    const { db } = await withDatabase()
    await withRegister(db, 1, 0)
    let aheadMs = 0
    const clock = { ...systemClock, now: () => Date.parse('2026-11-23T00:00:00Z') + aheadMs }
    const play = stage(db, clock.now())
    const ctx = () => ({ ...play.ctx(), now: clock.now() })
    const said: string[] = []
    const log = { error: (_: Record<string, unknown>, text: string) => said.push(text) }
    const asked: string[] = []
    const noting = (name: string, more: object): Job => ({
      ...{ name, cron: '* * * * *', ...more },
      run: async () => asked.push(name),
    })
    // The time that goes by is ours too: the wall clock stands still until it is set.
    const jobs = [noting('taken back', {}), noting('for good', { needsSteadyClock: true })]
    const schedule = startSchedule(jobs, [], ctx, log, clock, () => 0)
    await until(() => asked.includes('for good'))
    aheadMs = 3_600_000
    await until(() => said.length > 0)
    asked.length = 0
    await until(() => asked.length > 0)
    await schedule.stop(5_000)
    expect(asked).not.toContain('for good')
    expect(said).toEqual(['the clock was set'])
    const rows = await db.select().from(auditLog).where(eq(auditLog.action, 'clock.jumped'))
    expect(rows.map(({ detail }) => detail)).toEqual([
      { expected: '2026-11-23T00:00:00.000Z', found: '2026-11-23T01:00:00.000Z', byMs: 3_600_000 },
    ])
  })
})
