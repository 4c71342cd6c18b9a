import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import type { Reason } from '#core/checks/check.ts'
import { auditLog } from '#db/schema/audit.ts'
import { findings } from '#db/schema/findings.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import { recordSighting, type Sighting, ticketNumbersOf } from '#features/tickets/index.ts'
import { keepKnowledge, listKnowledge } from '#src/features/tickets/knowledge/keep.ts'
import { getTicket, listTickets } from '#src/features/tickets/life/get.ts'
import type { OpenTicket, TicketStep } from '#src/features/tickets/life/inputs.ts'
import { openTicket } from '#src/features/tickets/life/open.ts'
import { takeStep } from '#src/features/tickets/life/steps.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
/** F20 asks for 1,000; a few in every run, all of them on demand. */
const RACES = Number(process.env.ZHENGXUN_TICKET_RACES ?? 10)
const MONDAY = instantOf('2026-11-23', '10:00')
const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))
const ctx = (now: number) => testCtx(db, { now, actor: actorOf('operator') })
const act = (now: number, id: number, step: TicketStep) => takeStep(ctx(now), id, step)

const REPORT: OpenTicket = {
  kind: 'fault',
  title: '统一认证无法登录',
  systemName: '自助经办平台',
  nodeName: null,
  site: 'urban',
  systemsAffected: 1,
  usersPercent: null,
  reportedBy: '经办大厅',
  phenomenon: null,
}
const open = (change: Partial<OpenTicket> = {}, now = MONDAY) => openTicket(ctx(now), { ...REPORT, ...change })
const ACCOUNT = { phenomenon: '登录页 502', cause: '节点 1 进程退出', resolution: '重启并加守护' }

let checks = 0
function sighting(at: number, verdict: 'warn' | 'fail' | null, checkId: string): Sighting {
  const title = { zh: '端口可达', en: 'Port answers' }
  const reason = (one: 'warn' | 'fail'): Reason => ({
    code: 'tcp.unreachable',
    verdict: one,
    citation: '',
    params: { host: 'a', port: 1, problem: 'x' },
  })
  return {
    system: { id: 's', name: '系统' },
    node: { id: 'n', name: '节点' },
    check: { id: checkId, title },
    reasons: verdict === null ? [] : [reason(verdict)],
    at,
  }
}
const newCheck = () => `check-${checks++}`
const see = (one: Sighting) => db.transaction((tx) => recordSighting(tx, one))
const ticketsOf = async (checkId: string) =>
  (await db.select().from(tickets).orderBy(tickets.id)).filter((row) => row.fingerprint?.includes(`|${checkId}|`))
const only = async (checkId: string) => {
  const [one, ...others] = await ticketsOf(checkId)
  if (!one || others.length > 0) throw new Error(`${checkId} has ${others.length + (one ? 1 : 0)} tickets`)
  return one
}

describe('a finding', () => {
  it('opens one ticket, however often it is seen, and the round’s record can name it', async () => {
    const check = newCheck()
    const { findingIds } = await see(sighting(MONDAY, 'fail', check))
    await see(sighting(MONDAY + MINUTE_MS, 'fail', check))
    const ticket = await only(check)
    expect(ticket).toMatchObject({ kind: 'fault', state: 'open', level: 2, reportedAt: MONDAY, systemName: '系统' })
    expect(ticket.number).toMatch(/^T20261123-\d{3}$/)
    const ids = [...findingIds.values()]
    expect([...(await ticketNumbersOf({ db }, ids)).values()]).toEqual([ticket.number])
  })

  it('opens one ticket when ten sightings of it come at once', async () => {
    const check = newCheck()
    await Promise.all(Array.from({ length: 10 }, (_, index) => see(sighting(MONDAY + index, 'fail', check))))
    expect(await ticketsOf(check)).toHaveLength(1)
  })

  it('that is decided in a list of its own opens none, and the same sighting of anything else does', async () => {
    const [check, other] = [newCheck(), newCheck()]
    const seen = sighting(MONDAY, 'warn', check)
    const [reason] = seen.reasons
    await see({ ...seen, reasons: reason ? [{ ...reason, code: 'lineage.certificate-unknown' }] : [] })
    await see(sighting(MONDAY, 'warn', other))
    expect([(await ticketsOf(check)).length, (await ticketsOf(other)).length]).toEqual([0, 1])
    expect(await db.select().from(findings).where(eq(findings.checkId, check))).toMatchObject([{ state: 'open' }])
  })

  it('may not have a second open ticket: the database refuses it', async () => {
    const check = newCheck()
    await see(sighting(MONDAY, 'fail', check))
    const { id: _, ...row } = await only(check)
    await expect(db.insert(tickets).values({ ...row, number: 'T-second' })).rejects.toThrow()
    await expect(db.insert(tickets).values({ ...row, number: 'T-closed', state: 'closed' })).resolves.toBeDefined()
  })

  it('that passes again proposes recovery and closes nothing', async () => {
    const check = newCheck()
    await see(sighting(MONDAY, 'fail', check))
    await see(sighting(MONDAY + 5 * MINUTE_MS, null, check))
    expect(await only(check)).toMatchObject({ state: 'open', recoveredAt: MONDAY + 5 * MINUTE_MS })
    await see(sighting(MONDAY + 9 * MINUTE_MS, 'fail', check))
    expect(await only(check)).toMatchObject({ state: 'open', recoveredAt: null })
  })

  it('that was a warning and fails is a fault from then on, with the old clocks in the history', async () => {
    const check = newCheck()
    await see(sighting(MONDAY, 'warn', check))
    expect((await only(check)).kind).toBe('warning')
    await see(sighting(MONDAY + MINUTE_MS, 'fail', check))
    const ticket = await only(check)
    expect(ticket).toMatchObject({ kind: 'fault', clockFrom: MONDAY + MINUTE_MS, reportedAt: MONDAY })
  })

  it('found again after its solution opens the same ticket again: rework, and the clock runs on', async () => {
    const check = newCheck()
    await see(sighting(MONDAY, 'fail', check))
    const { id } = await only(check)
    await act(MONDAY + MINUTE_MS, id, { step: 'resolve', ...ACCOUNT })
    await see(sighting(MONDAY + 61 * MINUTE_MS, 'fail', check))
    const ticket = await only(check)
    expect(ticket).toMatchObject({ state: 'open', reworkCount: 1, resolvedAt: null })
    const detail = await getTicket(ctx(MONDAY + 71 * MINUTE_MS), id)
    const resolution = detail.clocks.find(({ rule }) => rule.id === 'resolution')
    // Thursday 17:30, and the working hour it was solved.
    expect(resolution?.reading.dueAt).toBe(at('2026-11-26 17:30'))
    const onSite = detail.clocks.find(({ rule }) => rule.id === 'on-site-urban')
    expect(onSite?.reading).toMatchObject({ usedMs: 11 * MINUTE_MS, state: 'running' })
  })

  it('that outlives its closed ticket gets a new one', async () => {
    const check = newCheck()
    await see(sighting(MONDAY, 'fail', check))
    const { id } = await only(check)
    await act(MONDAY + 1, id, { step: 'resolve', ...ACCOUNT })
    await act(MONDAY + 2, id, { step: 'close', report: '故障报告' })
    await see(sighting(MONDAY + MINUTE_MS, 'fail', check))
    expect((await ticketsOf(check)).map(({ state }) => state)).toEqual(['closed', 'open'])
  })

  it('is told what its ticket says, and is closed with it once it recovered', async () => {
    const check = newCheck()
    await see(sighting(MONDAY, 'fail', check))
    const { id } = await only(check)
    await see(sighting(MONDAY + 1, null, check))
    await act(MONDAY + 2, id, { step: 'resolve', ...ACCOUNT })
    await act(MONDAY + 3, id, { step: 'close', report: '故障报告' })
    const [finding] = await db.select().from(findings).where(eq(findings.ticketId, id))
    expect(finding).toMatchObject({ state: 'closed', ...ACCOUNT })
  })
})

describe('a ticket', () => {
  it('has its level from time and scope', async () => {
    expect((await open()).level).toBe(2)
    expect((await open({ systemsAffected: 2 })).level).toBe(1)
    expect((await open({}, at('2026-11-22 10:00'))).level).toBe(4)
    const { id } = await open()
    expect((await act(MONDAY, id, { step: 'reclassify', usersPercent: 30, reason: '三成用户' })).level).toBe(1)
  })

  it('is not reported from the future', async () => {
    await expect(open({ reportedAt: MONDAY + 1 })).rejects.toMatchObject({ code: 'tickets.reported-in-future' })
  })

  it('keeps the 15-minute response strictly', async () => {
    const state = async (ms: number) => {
      const { id } = await open()
      await act(MONDAY + ms, id, { step: 'respond' })
      const { clocks } = await getTicket(ctx(MONDAY + ms), id)
      return clocks.find(({ rule }) => rule.id === 'response')?.reading.state
    }
    expect(await state(15 * MINUTE_MS - 1)).toBe('kept')
    expect(await state(15 * MINUTE_MS)).toBe('broken')
  })

  it('reaches a milestone once: the first time counts', async () => {
    const { id } = await open()
    await act(MONDAY + 1, id, { step: 'respond' })
    await expect(act(MONDAY + 2, id, { step: 'respond' })).rejects.toMatchObject({ code: 'tickets.reached-already' })
  })

  it('is solved only with 现象, 原因 and 解决方法, and a fault is closed only with its report', async () => {
    const { id } = await open()
    const { resolution: _, ...short } = ACCOUNT
    await expect(act(MONDAY, id, { step: 'resolve', ...short })).rejects.toMatchObject({
      code: 'tickets.account-missing',
      params: { fields: 'resolution' },
    })
    await act(MONDAY + 1, id, { step: 'resolve', ...ACCOUNT })
    await expect(act(MONDAY + 2, id, { step: 'close' })).rejects.toMatchObject({ code: 'tickets.report-missing' })
    expect((await act(MONDAY + 3, id, { step: 'close', report: '故障报告' })).state).toBe('closed')
    await expect(act(MONDAY + 4, id, { step: 'resolve', ...ACCOUNT })).rejects.toMatchObject({
      code: 'tickets.wrong-state',
    })
  })

  it('pauses with a reason of the contract, an approver and evidence, and not for another contract’s reason', async () => {
    const { id } = await open({ kind: 'question' })
    const pause = {
      step: 'pause',
      reason: 'customer',
      approver: '信息中心 李工',
      evidence: '邮件 11-23 10:05',
    } as const
    await expect(act(MONDAY, id, { ...pause, reason: 'user-verification' })).rejects.toMatchObject({
      code: 'tickets.pause-reason',
    })
    await act(MONDAY, id, pause)
    await expect(act(MONDAY, id, pause)).rejects.toMatchObject({ code: 'tickets.paused-already' })
    const noon = at('2026-11-24 12:00')
    expect(await getTicket(ctx(noon), id)).toMatchObject({ paused: ['customer'] })
    await act(noon, id, { step: 'resume', reason: 'customer' })
    await expect(act(noon, id, { step: 'resume', reason: 'customer' })).rejects.toMatchObject({
      code: 'tickets.not-paused',
    })
    // 3 working days from Tuesday; 3.5 h of Tuesday were paused (Monday does not count).
    const { clocks } = await getTicket(ctx(noon), id)
    expect(clocks[0]?.reading.dueAt).toBe(at('2026-11-27 12:00'))
  })

  it('given a new kind begins new clocks and keeps the old ones in its history', async () => {
    const { id } = await open({ kind: 'question' })
    await act(MONDAY + MINUTE_MS, id, { step: 'reclassify', kind: 'requirement', reason: '是新需求' })
    const { clocks, events } = await getTicket(ctx(MONDAY + MINUTE_MS), id)
    expect(clocks.map(({ rule }) => rule.id)).toEqual(['demand-response'])
    expect(JSON.stringify(events.at(-1)?.detail)).toContain('resolution')
  })

  it('leaves each step in its history and in the audit trail, in one transaction', async () => {
    const { id, number } = await open()
    await act(MONDAY + 1, id, { step: 'respond' })
    await act(MONDAY + 2, id, { step: 'comment', comment: '已联系机房' })
    const events = await db.select().from(ticketEvents).where(eq(ticketEvents.ticketId, id)).orderBy(ticketEvents.id)
    expect(events.map(({ event }) => event)).toEqual(['opened', 'responded', 'commented'])
    const audited = await db.select().from(auditLog).where(eq(auditLog.objectId, number)).orderBy(auditLog.seq)
    expect(audited.map(({ action }) => action)).toEqual(['ticket.opened', 'ticket.responded', 'ticket.commented'])
  })

  it('is closed once by two people at once; the other is refused (F20)', { timeout: 600_000 }, async () => {
    for (let race = 0; race < RACES; race++) {
      const { id } = await open()
      await act(MONDAY + 1, id, { step: 'resolve', ...ACCOUNT })
      const close = () => act(MONDAY + 2, id, { step: 'close', report: '故障报告' })
      const outcomes = await Promise.allSettled([close(), close()])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    }
  })

  it('is worked on and seen again at once without anybody waiting for ever', async () => {
    const tried = await Promise.allSettled(
      Array.from({ length: 12 }, async () => {
        const check = newCheck()
        await see(sighting(MONDAY, 'fail', check))
        const { id } = await only(check)
        await Promise.all([
          act(MONDAY + 1, id, { step: 'describe', ...ACCOUNT }),
          see(sighting(MONDAY + 2, 'fail', check)),
          act(MONDAY + 3, id, { step: 'comment', comment: '同时' }),
          see(sighting(MONDAY + 4, null, check)),
          keepKnowledge(ctx(MONDAY), id, undefined).catch(() => undefined),
        ])
      }),
    )
    expect(tried.filter(({ status }) => status === 'rejected')).toEqual([])
  })

  it('stands on the board by what falls due next, page by page without a gap', async () => {
    const seen: number[] = []
    let cursor: string | null | undefined
    do {
      const page = await listTickets(ctx(MONDAY), { state: 'unfinished', limit: 3, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map(({ ticket }) => ticket.id))
      cursor = page.nextCursor
    } while (cursor)
    const all = await db.select().from(tickets)
    const unfinished = all.filter(({ state }) => state !== 'closed')
    expect([...seen].sort((a, b) => a - b)).toEqual(unfinished.map(({ id }) => id).sort((a, b) => a - b))
    const due = seen.map((id) => unfinished.find((row) => row.id === id)?.nextDueAt ?? Number.POSITIVE_INFINITY)
    expect(due).toEqual([...due].sort((a, b) => a - b))
  })
})

describe('the knowledge base', () => {
  it('takes a solved ticket once, and no unsolved one', async () => {
    const { id } = await open()
    await expect(keepKnowledge(ctx(MONDAY), id, undefined)).rejects.toMatchObject({
      code: 'knowledge.ticket-not-solved',
    })
    await act(MONDAY + 1, id, { step: 'resolve', ...ACCOUNT })
    const entry = await keepKnowledge(ctx(MONDAY + 2), id, undefined)
    expect(entry).toMatchObject({ title: REPORT.title, ...ACCOUNT, ticketId: id })
    await expect(keepKnowledge(ctx(MONDAY + 3), id, undefined)).rejects.toMatchObject({
      code: 'knowledge.kept-already',
    })
    expect((await listKnowledge(ctx(MONDAY), { q: '守护', limit: 10 })).items.map((row) => row.id)).toEqual([entry.id])
    expect((await listKnowledge(ctx(MONDAY), { q: '%', limit: 10 })).items).toEqual([])
  })
})
