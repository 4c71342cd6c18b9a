// A6: the database goes away in the middle of a round. The machines are asked all the same, and each answer is stored once.

import { readdirSync, rmSync } from 'node:fs'
import { eq, isNull } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { keptResults } from '#adapters/storage/kept-results.node.ts'
import { instantOf } from '#core/calendar/civil.ts'
import { DAILY_PLAN } from '#core/calendar/house-plans.ts'
import type { ProbeRequest } from '#core/checks/probe-result.ts'
import { openDatabase } from '#db/open.node.ts'
import { roundItems, roundResults, rounds } from '#db/schema/inspections.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { deliverKeptResults, planRounds, runDueRound, settleOverdueRounds } from '#features/inspections/index.ts'

import type { Ctx } from '#src/context.ts'
import type { KeptResults } from '#src/ports.ts'
import { withDatabase } from '../database.ts'
import { stage, withRegister } from '../features/inspections/stage.ts'
import { passableFolder } from '../folder.ts'
import { databaseProxy } from './database-proxy.ts'

const ITEMS = 40
const BEFORE = 10
const DAY = '2026-11-23'
const at = (time: string) => instantOf(DAY, time)

/** A round that has begun, and a database that goes away when so many items were asked. */
async function interrupted(limits?: { maxFiles: number; maxBytes: number }) {
  const { db, url } = await withDatabase()
  const proxy = await databaseProxy(url)
  const through = openDatabase(proxy.url, { poolSize: 4, applicationName: 'faults', connectTimeoutMs: 5_000 })
  const folder = passableFolder('kept')
  afterAll(async () => {
    await through.close()
    await proxy.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await withRegister(db, ITEMS, 0)
  const play = stage(through.db, at('00:00'))
  const kept: KeptResults = keptResults(folder, limits)
  const ctx = (ports: Partial<Ctx['ports']> = {}): Ctx => {
    const made = play.ctx()
    const run = async (request: ProbeRequest) => {
      if (play.asked.length === BEFORE) proxy.stop()
      return made.ports.prober.run(request)
    }
    return { ...made, ports: { ...made.ports, prober: { run }, keptResults: kept, ...ports } }
  }
  await planRounds(ctx(), [DAILY_PLAN])
  play.clock.set(at('08:00'))
  const ran = runDueRound(ctx(), { clock: play.clock, owner: 'one', concurrency: 1 })
  await expect(ran).rejects.toThrow()
  const back = () => {
    proxy.mend()
    // Another owner may take the round once the lease is over.
    play.clock.set(at('08:01'))
  }
  const open = () => db.$count(roundItems, isNull(roundItems.conclusion))
  return { db, play, ctx, kept, folder, back, open, proxy }
}

describe('a round whose database goes away', () => {
  it('asks every machine once, keeps the answers on disk, and stores each once when the database is back', async () => {
    const { db, play, ctx, kept, folder, back } = await interrupted()
    expect(play.asked).toHaveLength(ITEMS)
    const waiting = (await kept.names()).length
    expect(waiting).toBe(ITEMS - BEFORE)
    expect(readdirSync(folder).filter((name) => !name.endsWith('.json'))).toEqual([])
    await expect(deliverKeptResults(ctx())).rejects.toThrow()
    expect(await kept.names()).toHaveLength(waiting)
    back()
    await expect.poll(() => deliverKeptResults(ctx()).catch(() => undefined)).toEqual({ recorded: waiting, late: 0 })
    expect(await kept.names()).toEqual([])
    expect(await runDueRound(ctx(), { clock: play.clock, owner: 'two' })).toMatchObject({ outcome: 'finished' })
    expect(play.asked).toHaveLength(ITEMS)
    const results = await db.select().from(roundResults)
    expect([results.length, new Set(results.map(({ itemId }) => itemId)).size]).toEqual([ITEMS, ITEMS])
    expect(await db.$count(probeResults)).toBe(ITEMS)
    expect(new Set(results.map(({ takenAt }) => takenAt))).toEqual(new Set([at('08:00')]))
  }, 60_000)

  it('stores nothing twice when it is killed between the commit and the disk', async () => {
    const { db, ctx, kept, back } = await interrupted()
    const waiting = (await kept.names()).length
    back()
    const forgetful: KeptResults = { ...kept, remove: async () => undefined }
    const first = () => deliverKeptResults(ctx({ keptResults: forgetful })).catch(() => undefined)
    await expect.poll(first).toEqual({ recorded: waiting, late: 0 })
    expect(await deliverKeptResults(ctx())).toEqual({ recorded: 0, late: waiting })
    expect(await kept.names()).toEqual([])
    expect([await db.$count(roundResults), await db.$count(probeResults)]).toEqual([ITEMS, ITEMS])
  }, 60_000)

  it('that was given up meanwhile stays missed, and what the machines answered is kept with them', async () => {
    const { db, play, ctx, kept, back } = await interrupted()
    const waiting = (await kept.names()).length
    back()
    play.clock.set(at('23:00'))
    await expect.poll(() => settleOverdueRounds(ctx()).catch(() => [])).not.toEqual([])
    expect(await deliverKeptResults(ctx())).toEqual({ recorded: 0, late: waiting })
    expect([await db.$count(roundResults), await db.$count(probeResults)]).toEqual([BEFORE, ITEMS])
    expect(
      (
        await db
          .select()
          .from(rounds)
          .where(eq(rounds.id, `daily.${DAY}.morning`))
      )[0]?.state,
    ).toBe('missed')
  }, 60_000)

  it('keeps no more than its bound, and asks again for what it could not keep', async () => {
    const { play, ctx, kept, back, open } = await interrupted({ maxFiles: 5, maxBytes: 1_000_000 })
    expect(await kept.names()).toHaveLength(5)
    // The first that found no room stopped the round.
    expect(play.asked).toHaveLength(BEFORE + 6)
    back()
    await expect.poll(() => deliverKeptResults(ctx()).catch(() => undefined)).toEqual({ recorded: 5, late: 0 })
    expect(await runDueRound(ctx(), { clock: play.clock, owner: 'two' })).toMatchObject({ outcome: 'finished' })
    expect([play.asked.length, await open()]).toEqual([ITEMS + 1, 0])
  }, 60_000)

  it('lets one kept result that cannot be stored stop none of the others', async () => {
    const { ctx, kept, back, folder } = await interrupted()
    const waiting = (await kept.names()).length
    await kept.keep('000000000000000-broken', 'half a resu')
    back()
    await expect
      .poll(() => deliverKeptResults(ctx()).catch(({ message }: Error) => message))
      .toContain('1 kept results')
    expect(await kept.names()).toEqual([])
    expect(readdirSync(folder)).toEqual(['000000000000000-broken.json.aside'])
    expect(waiting).toBe(ITEMS - BEFORE)
  }, 60_000)
})
