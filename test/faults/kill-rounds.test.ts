import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { eq, sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { roundEvents, roundItems, roundResults, rounds } from '#db/schema/inspections.ts'
import { requestExtraRound } from '#features/inspections/index.ts'
import { testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { withRegister } from '../features/inspections/stage.ts'

/** 50 for the acceptance figure: `ZHENGXUN_TEST_KILLS=50 npx vitest … test/faults`. */
const KILLS = Number(process.env.ZHENGXUN_TEST_KILLS ?? 4)
const ITEMS = 40
/** Further than a lease: the next instance need not wait for it. */
const STEP_MS = 31_000

const { db, url } = await withDatabase()

it(
  `a round killed at ${KILLS} random moments is finished once, no item lost, none doubled`,
  async () => {
    await withRegister(db, ITEMS, 0)
    const killedIn: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const open = await db.$count(rounds, sql`state in ('planned', 'running')`)
      if (open === 0) await requestExtraRound(testCtx(db, { now: Date.now() + kill * STEP_MS }), { planId: 'extra' })
      const child = start(kill)
      await said(child, 'begin')
      // Chance is the point here; what it hit is shown when the test fails.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 140))
      child.kill('SIGKILL')
      await once(child, 'exit')
      killedIn.push((await db.select({ state: rounds.state }).from(rounds)).map((round) => round.state).join())
    }
    const last = start(KILLS)
    await said(last, 'end')
    const made = await db.$count(rounds)
    expect(await db.$count(rounds, eq(rounds.state, 'awaiting-manual')), killedIn.join(' ')).toBe(made)
    expect(await db.$count(roundEvents, eq(roundEvents.event, 'automatic-done'))).toBe(made)
    expect(await db.$count(roundItems)).toBe(made * ITEMS)
    expect(await db.$count(roundResults)).toBe(made * ITEMS)
    const items = await db.select({ n: sql<number>`count(distinct item_id)::int` }).from(roundResults)
    expect(items).toEqual([{ n: made * ITEMS }])
    expect(await db.$count(roundEvents, eq(roundEvents.event, 'claimed'))).toBeGreaterThan(made)
  },
  60_000 + KILLS * 20_000,
)

function start(step: number): ChildProcess {
  const args = ['--import', 'tsx', 'test/faults/round-child.ts', url, String(step * STEP_MS)]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Also returns when the child ended before it said so: a round may have been finished in the same breath. */
async function said(child: ChildProcess, word: string): Promise<void> {
  let text = ''
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      if (text.includes(word)) resolve()
    })
  })
}
