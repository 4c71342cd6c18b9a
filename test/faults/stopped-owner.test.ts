import { eq, sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { roundEvents, roundItems, roundResults, rounds } from '#db/schema/inspections.ts'
import { requestExtraRound } from '#features/inspections/index.ts'
import { testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { withRegister } from '../features/inspections/stage.ts'
import { ended, roundChildren, said } from './children.ts'

const ITEMS = 40
/** As long as the owner is stopped, on the clock of whoever takes over: the stop itself need not last so long. */
const STOPPED_MS = 90_000

const { db, url } = await withDatabase()
const start = await roundChildren(url)

it('an owner that was stopped for 90 s and goes on writes nothing any more: the round ends once, by the other', async () => {
  await withRegister(db, ITEMS, 0)
  await requestExtraRound(testCtx(db, { now: Date.now() }), { planId: 'extra' })
  const stopped = start({ probeMs: 200 })
  await said(stopped, 'begin')
  stopped.kill('SIGSTOP')
  const other = start({ aheadMs: STOPPED_MS })
  expect(await ended(other)).toBeNull()
  expect((await db.select().from(rounds))[0]).toMatchObject({ state: 'awaiting-manual', fence: 2 })
  const before = await db.select().from(roundResults).orderBy(roundResults.id)
  stopped.kill('SIGCONT')
  expect(await ended(stopped)).toBeNull()
  expect(await db.select().from(roundResults).orderBy(roundResults.id)).toEqual(before)
  expect(before).toHaveLength(ITEMS)
  expect(await db.$count(roundItems)).toBe(ITEMS)
  expect(await db.$count(roundEvents, eq(roundEvents.event, 'automatic-done'))).toBe(1)
  const orphans = await db.execute(
    sql`select 1 from probe_results p where not exists (select 1 from round_results r where r.probe_result_id = p.id)`,
  )
  expect(orphans.rows).toHaveLength(0)
}, 60_000)
