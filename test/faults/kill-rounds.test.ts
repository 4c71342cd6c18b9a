import { and, eq, inArray, sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { roundEvents, roundItems, roundResults, rounds } from '#db/schema/inspections.ts'
import { requestExtraRound, runDueRound } from '#features/inspections/index.ts'
import { systemClock } from '#src/schedule.node.ts'
import { testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { type Stage, stage, withRegister } from '../features/inspections/stage.ts'
import { ended, roundChildren } from './children.ts'
import { isWhole } from './extent.ts'
import { POINTS } from './points.ts'

/** Each costs the start of a process. */
const SHORT = ['after the claim, before its items', 'after the evidence is stored', 'before the finish is committed']
const KILLS_A_POINT = isWhole ? 25 : 1
const KILLED_AT = isWhole ? POINTS : POINTS.filter(({ name }) => SHORT.includes(name))
const KILLS = KILLS_A_POINT * KILLED_AT.length
const ITEMS = 20
/** Further than a lease: the next instance need not wait for it. */
const STEP_MS = 31_000
const RECOVERED_WITHIN_MS = 60_000

const { db, url } = await withDatabase()
const start = await roundChildren(url)

it(
  `a round whose owner is killed ${KILLS} times at ${KILLED_AT.length} named points ends once each time, no item lost, none doubled`,
  async () => {
    await withRegister(db, ITEMS, 0)
    let step = 0
    const next = stage(db, Date.now())
    for (const point of KILLED_AT)
      for (let kill = 0; kill < KILLS_A_POINT; kill++) {
        const now = Date.now() + step * STEP_MS
        const id = await requestExtraRound(testCtx(db, { now }), { planId: 'extra' })
        const killed = start({ aheadMs: step * STEP_MS, point })
        expect(await ended(killed), point.name).toBe('SIGKILL')
        step += 1
        next.clock.set(Date.now() + step * STEP_MS)
        await takeOver(next, `next-${step}`)
        await holdsWhole(id, point.name)
        step += 1
      }
    expect(await db.$count(rounds, eq(rounds.state, 'awaiting-manual'))).toBe(KILLS)
  },
  60_000 + KILLS * 10_000,
)

/** The database needs a moment to see that a killed owner is gone and to let go of what it held; the service asks every second. */
async function takeOver(next: Stage, owner: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await runDueRound(next.ctx(), { clock: next.clock, owner })) return
    await systemClock.pause(100)
  }
}

async function holdsWhole(roundId: string, point: string): Promise<void> {
  const events = await db.select().from(roundEvents).where(eq(roundEvents.roundId, roundId)).orderBy(roundEvents.id)
  const of = (event: string) => events.filter((one) => one.event === event)
  expect(of('automatic-done'), point).toHaveLength(1)
  const [claimed, again] = of('claimed')
  // A claim that was not committed never was.
  if (again) expect(again.at - (claimed?.at ?? 0), point).toBeLessThanOrEqual(RECOVERED_WITHIN_MS)
  const items = await db.select({ id: roundItems.id }).from(roundItems).where(eq(roundItems.roundId, roundId))
  expect(items, point).toHaveLength(ITEMS)
  const ids = items.map(({ id }) => id)
  expect(await db.$count(roundResults, inArray(roundResults.itemId, ids)), point).toBe(ITEMS)
  // Owners follow each other: nothing of the first was written after the second had the round.
  const last = of('claimed').at(-1)
  const late = and(
    inArray(roundResults.itemId, ids),
    sql`${roundResults.fence} < ${last?.fence ?? 0}`,
    sql`${roundResults.recordedAt} > ${new Date(last?.at ?? 0).toISOString()}`,
  )
  expect(await db.$count(roundResults, late), point).toBe(0)
  // Not even the evidence of a result that does not count stays behind.
  const orphans = await db.execute(
    sql`select 1 from probe_results p where not exists (select 1 from round_results r where r.probe_result_id = p.id)`,
  )
  expect(orphans.rows, point).toHaveLength(0)
}
