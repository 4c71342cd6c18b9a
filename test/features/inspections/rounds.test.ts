import { eq, ne, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addDays, civilDateOf, DAY_MS, instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import { DAILY_PLAN } from '#core/calendar/house-plans.ts'
import { roundEvents, roundItems, roundResults, rounds } from '#db/schema/inspections.ts'
import { claimDueRound, LEASE_MS } from '#features/inspections/claim.ts'
import {
  planRounds,
  recordManualResults,
  requestExtraRound,
  reviewRound,
  runDueRound,
  runFirstInspection,
  settleOverdueRounds,
  signInspection,
} from '#features/inspections/index.ts'
import { recordAutomaticResult } from '#features/inspections/record-result.ts'
import { runClaimed } from '#features/inspections/run.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { ownDatabase, ownDatabaseAndOwner, register, stage, withRegister } from './stage.ts'

const DAY = '2026-11-23'
/** The two rounds of every day alone: what the counts below are about. */
const planDaily = (ctx: Ctx) => planRounds(ctx, [DAILY_PLAN])
const at = (time: string, date = DAY) => instantOf(date, time)
const inspector = actorOf('operator')
const reviewer = actorOf('auditor')

/** A stage on which the morning round of the day has run and waits for people. */
async function afterMorning(automatic = 4, manual = 1) {
  const { db, owner } = await ownDatabaseAndOwner()
  await withRegister(db, automatic, manual)
  const play = stage(db, at('00:00'))
  const run = () => runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
  await planDaily(play.ctx())
  play.clock.set(at('08:00'))
  const ran = await run()
  const items = await db.select().from(roundItems).orderBy(roundItems.number)
  const fill = async (text = '已查看') => {
    const entries = items.filter((item) => item.kind === 'manual').map((item) => ({ itemId: item.id, text }))
    await recordManualResults(
      play.ctx(inspector),
      ID,
      entries.map((entry) => ({ ...entry, conclusion: 'normal' as const })),
    )
  }
  const state = async (id = ID) => (await db.select().from(rounds).where(eq(rounds.id, id)))[0]?.state
  return { db, owner, play, run, ran, items, fill, state }
}

const ID = `daily.${DAY}.morning`

describe('planning', async () => {
  const { db } = await withDatabase()

  it('writes every round down 35 days ahead, once, however many plan at once', async () => {
    const play = stage(db, at('00:00'))
    const written = await Promise.all(Array.from({ length: 4 }, () => planDaily(play.ctx())))
    expect(written.reduce((sum, one) => sum + one, 0)).toBe(72)
    expect(await db.$count(rounds)).toBe(72)
    expect(await planDaily(play.ctx())).toBe(0)
  })

  it('goes on where it stopped after forty days of absence, and no day is left out', async () => {
    const back = stage(db, at('09:00') + 40 * DAY_MS)
    await planDaily(back.ctx())
    const days = await db.selectDistinct({ date: rounds.date }).from(rounds).orderBy(rounds.date)
    expect(days.map((row) => row.date)).toEqual(Array.from({ length: 76 }, (_, index) => addDays(DAY, index)))
  })

  it('does not write down what fell due before the service was there', async () => {
    const fresh = await ownDatabase()
    await planDaily(stage(fresh, at('08:00') + 1).ctx())
    const today = await fresh.select({ slot: rounds.slot }).from(rounds).where(eq(rounds.date, DAY))
    expect(today).toEqual([{ slot: 'evening' }])
  })
})

describe('a due round', () => {
  it('is not claimed a millisecond early, and by one of many when due', async () => {
    const db = await ownDatabase()
    await withRegister(db, 2, 0)
    const play = stage(db, at('00:00'))
    await planDaily(play.ctx())
    play.clock.set(at('08:00') - 1)
    expect(await claimDueRound(play.ctx(), 'early')).toBeUndefined()
    play.clock.set(at('08:00'))
    const claims = await Promise.all(Array.from({ length: 4 }, (_, i) => claimDueRound(play.ctx(), `owner-${i}`)))
    expect(claims.filter(Boolean)).toMatchObject([{ roundId: ID, fence: 1 }])
    expect(await db.$count(roundItems)).toBe(2)
  })

  it('runs every automatic item once and then waits for people', async () => {
    const { db, play, ran, state } = await afterMorning(12, 3)
    expect(ran).toEqual({ roundId: ID, outcome: 'finished' })
    expect(await state()).toBe('awaiting-manual')
    expect([...play.asked].sort()).toEqual(Array.from({ length: 12 }, (_, i) => `host-${i}:443`).sort())
    expect(await db.$count(roundResults)).toBe(12)
  })

  it('includes a check that entered the register the minute before', async () => {
    const { db, play, run } = await afterMorning(2, 0)
    await withRegister(db, 3, 0)
    play.clock.set(at('17:00'))
    expect((await run())?.roundId).toBe(`daily.${DAY}.evening`)
    const items = await db.select().from(roundItems).where(ne(roundItems.roundId, ID))
    expect(items.map((item) => item.checkId).sort()).toEqual(['check-0', 'check-1', 'check-2'])
  })

  it('is taken over when its owner goes silent, and the late writes of that owner are refused', async () => {
    const db = await ownDatabase()
    await withRegister(db, 3, 0)
    const play = stage(db, at('00:00'))
    await planDaily(play.ctx())
    play.clock.set(at('08:00'))
    const first = await claimDueRound(play.ctx(), 'first')
    if (!first) throw new Error('nothing due')
    play.clock.set(at('08:00') + LEASE_MS)
    expect(await claimDueRound(play.ctx(), 'second')).toBeUndefined()
    play.clock.set(at('08:00') + LEASE_MS + 1)
    const second = await claimDueRound(play.ctx(), 'second')
    expect(second).toMatchObject({ roundId: ID, fence: 2 })
    const [item] = await db.select().from(roundItems)
    if (!item || !second) throw new Error('no item')
    const probe = await play.ctx().ports.prober.run({ kind: 'tcp', target: item.target })
    const result = { probe, evidenceDigest: '' }
    expect(await recordAutomaticResult(play.ctx(), first, item, result)).toBe('fenced')
    expect(await recordAutomaticResult(play.ctx(), second, item, result)).toBe('recorded')
    expect(await recordAutomaticResult(play.ctx(), second, item, result)).toBe('known')
    expect(await runClaimed(play.ctx(), first, { clock: play.clock, owner: 'first' })).toBe('fenced')
    expect(await runClaimed(play.ctx(), second, { clock: play.clock, owner: 'second' })).toBe('finished')
    expect(await db.$count(roundResults)).toBe(3)
    expect(await db.$count(roundResults, eq(roundResults.fence, 1))).toBe(0)
  })

  it('ends although a prober breaks its word and rejects', async () => {
    const db = await ownDatabase()
    await withRegister(db, 2, 0)
    const play = stage(db, at('08:00'))
    play.says = () => {
      throw new Error('bug')
    }
    await planDaily(play.ctx())
    await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
    const items = await db.select().from(roundItems)
    expect(items.map((item) => item.conclusion)).toEqual(['unchecked', 'unchecked'])
  })
})

describe('signing', () => {
  it('takes an inspector and another person as reviewer, and the round is done on time', async () => {
    const { play, fill, state, db } = await afterMorning()
    await fill()
    play.clock.set(at('08:10'))
    expect(await signInspection(play.ctx(inspector), ID)).toMatchObject({ outcome: 'signed' })
    const twin = { ...inspector, accountId: reviewer.accountId }
    await expect(reviewRound(play.ctx(twin), ID)).rejects.toMatchObject({ code: 'inspections.same-person' })
    play.clock.set(at('09:30'))
    await reviewRound(play.ctx(reviewer), ID)
    expect(await state()).toBe('done-on-time')
    const [round] = await db.select().from(rounds).where(eq(rounds.id, ID))
    expect(round?.message?.split('\n')).toEqual([
      `【早班巡检】${DAY} 08:00 上海人社局数字认证`,
      '共 5 项：正常 5，警告 0，异常 0，未检 0',
      `巡检人：operator  复核人：auditor  完成：08:10  记录：R20261123-AM  摘要 ${round?.digest?.slice(0, 4)}…${round?.digest?.slice(-2)}`,
    ])
  })

  it('refuses a round with an open item', async () => {
    const { play, fill } = await afterMorning()
    await expect(signInspection(play.ctx(inspector), ID)).rejects.toMatchObject({
      code: 'inspections.items-open',
      params: { count: 1 },
    })
    await fill()
    expect(await signInspection(play.ctx(inspector), ID)).toMatchObject({ outcome: 'signed' })
  })

  it('after 08:30 makes the round late, and after 10:00 it is missed', async () => {
    const late = await afterMorning(0, 1)
    await late.fill()
    late.play.clock.set(at('08:30') + 14 * MINUTE_MS)
    await signInspection(late.play.ctx(inspector), ID)
    const round = await reviewRound(late.play.ctx(reviewer), ID)
    expect(round.state).toBe('done-late')
    expect(round.message).toContain('（迟 14 分钟）')
    const missed = await afterMorning(0, 1)
    await missed.fill()
    missed.play.clock.set(at('10:00') + 1)
    await expect(signInspection(missed.play.ctx(inspector), ID)).rejects.toMatchObject({
      code: 'inspections.round-missed',
    })
    expect(await settleOverdueRounds(missed.play.ctx())).toEqual([ID])
    expect(await missed.state()).toBe('missed')
  })

  it('has old evidence taken again before the signature stands', async () => {
    const { play, fill, run, state, db } = await afterMorning(4, 1)
    await fill()
    play.clock.set(at('08:15') + 1)
    expect(await signInspection(play.ctx(inspector), ID)).toEqual({ outcome: 'probing-again', items: 4 })
    expect(await state()).toBe('running')
    expect(await run()).toEqual({ roundId: ID, outcome: 'finished' })
    expect(await signInspection(play.ctx(inspector), ID)).toMatchObject({ outcome: 'signed' })
    expect(await db.$count(roundResults)).toBe(9)
  })

  it('is refused when what was signed is changed before the review', async () => {
    const { play, fill, owner, state } = await afterMorning()
    await fill()
    await signInspection(play.ctx(inspector), ID)
    await owner.update(roundResults).set({ text: '已查看。' }).where(eq(roundResults.text, '已查看'))
    await expect(reviewRound(play.ctx(reviewer), ID)).rejects.toMatchObject({ code: 'inspections.content-changed' })
    await owner.update(roundResults).set({ text: '已查看' }).where(eq(roundResults.text, '已查看。'))
    await reviewRound(play.ctx(reviewer), ID)
    expect(await state()).toBe('done-on-time')
  })

  it('is won by one of ten who sign at once', async () => {
    const { play, fill } = await afterMorning()
    await fill()
    const signed = await Promise.allSettled(Array.from({ length: 10 }, () => signInspection(play.ctx(inspector), ID)))
    expect(signed.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('manual results', () => {
  it('are kept as rows: a correction is a new one', async () => {
    const { fill, db, items } = await afterMorning(0, 1)
    await fill('灯绿')
    await fill('灯黄')
    const kept = await db.select({ text: roundResults.text }).from(roundResults).orderBy(roundResults.id)
    expect(kept.map((row) => row.text)).toEqual(['灯绿', '灯黄'])
    const [item] = await db.select().from(roundItems)
    const [last] = await db.select().from(roundResults).where(eq(roundResults.text, '灯黄'))
    expect(item?.resultId).toBe(last?.id)
    expect(items).toHaveLength(1)
  })

  it('do not overwrite what a probe judged, but stand in for a probe that could not', async () => {
    const db = await ownDatabase()
    await withRegister(db, 2, 0)
    const play = stage(db, at('08:00'))
    const unknown = { code: 'probe.internal-error', verdict: 'unknown' as const, citation: '' }
    play.says = ({ target }) =>
      target === 'host-0:443' ? { verdict: 'unknown', reasons: [unknown] } : { verdict: 'pass' }
    await planDaily(play.ctx())
    await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
    const [unjudged, judged] = await db.select().from(roundItems).orderBy(roundItems.number)
    const entry = { conclusion: 'normal' as const, text: '手工连接成功' }
    const write = (itemId = 0) => recordManualResults(play.ctx(inspector), ID, [{ ...entry, itemId }])
    await expect(write(judged?.id)).rejects.toMatchObject({ code: 'inspections.item-automatic' })
    await write(unjudged?.id)
    const [after] = await db
      .select()
      .from(roundItems)
      .where(eq(roundItems.id, unjudged?.id ?? 0))
    expect(after?.conclusion).toBe('normal')
  })

  it('come from a person, never from a job', async () => {
    const { play, items } = await afterMorning()
    const entry = { itemId: items.at(-1)?.id ?? 0, conclusion: 'normal' as const, text: 'x' }
    await expect(recordManualResults(play.ctx(), ID, [entry])).rejects.toMatchObject({ kind: 'unauthenticated' })
  })
})

describe('absence', () => {
  it('of an hour leaves the morning round late, not missed', async () => {
    const db = await ownDatabase()
    await withRegister(db, 1, 0)
    const play = stage(db, at('07:50'))
    await planDaily(play.ctx())
    play.clock.set(at('09:10'))
    expect(await settleOverdueRounds(play.ctx())).toEqual([])
    expect((await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' }))?.roundId).toBe(ID)
    await signInspection(play.ctx(inspector), ID)
    expect((await reviewRound(play.ctx(reviewer), ID)).state).toBe('done-late')
  })

  it.each([
    [3, 6],
    [40, 80],
  ])('of %i days leaves exactly %i missed rounds in one summary, and none of them green', async (days, missed) => {
    const db = await ownDatabase()
    await withRegister(db, 1, 0)
    const play = stage(db, at('00:00'))
    await planDaily(play.ctx())
    play.clock.set(at('00:00') + days * DAY_MS)
    await planDaily(play.ctx())
    expect(await settleOverdueRounds(play.ctx())).toHaveLength(missed)
    expect(await settleOverdueRounds(play.ctx())).toEqual([])
    expect(await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })).toBeUndefined()
    const states = await db
      .select({ state: rounds.state, n: sql<number>`count(*)::int` })
      .from(rounds)
      .where(sql`${rounds.date} < ${civilDateOf(play.clock.now())}`)
      .groupBy(rounds.state)
    expect(states).toEqual([{ state: 'missed', n: missed }])
    const summaries = await db.execute(sql`select 1 from audit_log where action = 'rounds.missed'`)
    expect(summaries.rows).toHaveLength(1)
  })

  it('may be made up for, which never turns the missed round green', async () => {
    const { play, fill, state, run } = await afterMorning(1, 0)
    await fill().catch(() => undefined)
    play.clock.set(at('10:00') + 1)
    await settleOverdueRounds(play.ctx())
    const extra = { planId: 'made-up' as const, makesUpFor: ID, reason: '停电' }
    const makeUp = await requestExtraRound(play.ctx(inspector), extra)
    expect((await run())?.roundId).toBe(makeUp)
    await signInspection(play.ctx(inspector), makeUp)
    await reviewRound(play.ctx(reviewer), makeUp)
    expect(await state()).toBe('made-up')
    await expect(requestExtraRound(play.ctx(inspector), extra)).rejects.toMatchObject({
      code: 'inspections.not-missed',
    })
  })
})

describe('two instances', () => {
  it('over 40 simulated days run exactly one round for each plan, date and slot', async () => {
    const db = await ownDatabase()
    await withRegister(db, 1, 0)
    const play = stage(db, at('00:00'))
    const ran: string[] = []
    const instance = async (owner: string) => {
      await planDaily(play.ctx())
      await settleOverdueRounds(play.ctx())
      const one = await runDueRound(play.ctx(), { clock: play.clock, owner })
      if (one) ran.push(one.roundId)
    }
    for (let day = 0; day < 40; day++)
      for (const time of ['08:00', '17:00']) {
        play.clock.set(at(time, addDays(DAY, day)))
        await Promise.all([instance('a'), instance('b')])
      }
    expect(ran).toHaveLength(80)
    expect(new Set(ran).size).toBe(80)
    expect(await db.$count(roundEvents, eq(roundEvents.event, 'automatic-done'))).toBe(80)
    expect(await db.$count(roundResults)).toBe(80)
  }, 120_000)
})

describe('the first inspection', () => {
  it('runs once in the life of a database and does not count', async () => {
    const db = await ownDatabase()
    await withRegister(db, 2, 0)
    const play = stage(db, at('03:00'))
    const options = { clock: play.clock, owner: 'one' }
    const first = await runFirstInspection(play.ctx(), options)
    expect(first).toBe(`first-inspection.${DAY}.first`)
    expect(await runFirstInspection(play.ctx(), options)).toBeUndefined()
    expect((await db.select().from(rounds))[0]).toMatchObject({ isCounted: false, state: 'awaiting-manual' })
  })
})

describe('the stage', () => {
  it('has the checks the suites count on', () => {
    expect(register(12, 3).systems.flatMap((s) => s.nodes.flatMap((n) => n.checks))).toHaveLength(15)
  })
})
