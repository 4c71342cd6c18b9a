import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { and, eq, like } from 'drizzle-orm'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { noticeSender, readSecret } from '#adapters/notices/sender.node.ts'
import type { Db } from '#db/database.ts'
import { findings } from '#db/schema/findings.ts'
import {
  escalations,
  maintenanceWindows,
  noticeAttempts,
  noticeChannels,
  noticeDeliveries,
  notices,
} from '#db/schema/notices.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import {
  type AlarmNotice,
  answerAlarm,
  beat,
  escalate,
  noticesRoutes,
  runDeliveries,
  tellAlarm,
  tellReport,
} from '#features/notices/index.ts'
import { watchChannels } from '#features/tickets/index.ts'
import { changeSecret, closeChannel, listChannels, openChannel, testChannel } from '#src/features/notices/channels.ts'
import { recordAnswer, takeMessage } from '#src/features/notices/deliver.ts'
import { ChannelInput } from '#src/features/notices/inputs.ts'
import { listDeliveries, listSilent, listUnanswered } from '#src/features/notices/list.ts'
import { endMaintenance, planMaintenance } from '#src/features/notices/maintenance.ts'
import { openTicket } from '#src/features/tickets/life/open.ts'
import { takeStep } from '#src/features/tickets/life/steps.ts'
import { newRouter } from '#src/route.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

/** 09:07 in Shanghai: neither a full nor a half hour is near. */
const T0 = Date.parse('2026-11-23T01:07:00Z')
const SECOND = 1_000
const MINUTE = 60 * SECOND
const { db, owner } = await withDatabase()
const kek = randomBytes(32)
const secrets = openSecretVault(kek)
let now = T0
const clock = { now: () => now }
const ports = {
  secrets,
  noticeSender: noticeSender({
    egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
    primitives: nodePrimitives,
    now: () => now,
    openSecret: (opened: Db, id: string) =>
      secrets.use(opened, id, 'notice-channel', async (sealed) => readSecret(sealed)),
  }),
}
const ctx = () => testCtx(db, { now, ports })
const admin = () => testCtx(db, { now, ports, actor: actorOf('security-admin') })

interface Heard {
  at: number
  text: string
}

/** A WeCom robot on loopback whose answer can be switched, and what it took. */
async function startRobot() {
  const heard: Heard[] = []
  const robot = { heard, answer: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' as string | null }, url: '' }
  const server = createServer(async (request, response) => {
    const { text: said } = JSON.parse(await text(request)) as { text: { content: string } }
    heard.push({ at: now, text: said.content })
    const { status, body } = robot.answer
    if (body === null) response.socket?.resetAndDestroy()
    else response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  robot.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`
  return robot
}

const [first, second, watcher] = [await startRobot(), await startRobot(), await startRobot()]
const OK = { status: 200, body: '{"errcode":0,"errmsg":"ok"}' }
const SECRET = 'a-key-nobody-may-see'

const open = (name: string, role: 'first' | 'second' | 'watcher', url: string) =>
  openChannel(admin(), ChannelInput.parse({ name, role, secret: { key: SECRET }, settings: { kind: 'wecom', url } }))
let channels: { first: string; second: string }

beforeEach(async () => {
  for (const table of [noticeAttempts, noticeDeliveries, notices, escalations, maintenanceWindows, noticeChannels])
    await db.delete(table)
  now = T0
  for (const robot of [first, second]) {
    robot.heard.length = 0
    robot.answer = OK
  }
  channels = { first: (await open('群', 'first', first.url)).id, second: (await open('备用', 'second', second.url)).id }
})

const alarm = (change: Partial<AlarmNotice> = {}): AlarmNotice => ({
  number: 'T20261123-001',
  cause: 'switch|port',
  change: 'raised',
  system: '印章系统',
  isExpiry: false,
  title: '【告警】印章系统：端口不可达',
  items: [],
  isAcknowledged: false,
  isFault: false,
  ...change,
})
const raise = (change: Partial<AlarmNotice> = {}) => db.transaction((tx) => tellAlarm(tx, { now }, alarm(change)))
const report = (onceKey: string) =>
  db.transaction((tx) =>
    tellReport(tx, { now }, { number: `R${onceKey}`, onceKey, title: '【早班巡检】', items: ['共 600 项'] }),
  )
const tick = () => runDeliveries(ctx(), clock)
/** Every second until then, as the schedule asks. */
async function until(end: number, also: () => Promise<unknown> = async () => undefined) {
  for (; now <= end; now += SECOND) {
    await also()
    await tick()
  }
}
const deliveriesOf = (channelId: string) =>
  db.select().from(noticeDeliveries).where(eq(noticeDeliveries.channelId, channelId)).orderBy(noticeDeliveries.id)

describe('the outbox', () => {
  it('holds a notice when its cause is committed, and none when it is rolled back', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tellAlarm(tx, { now }, alarm())
        throw new Error('the change failed')
      }),
    ).rejects.toThrow('the change failed')
    expect(await db.select().from(notices)).toEqual([])
    await raise()
    await tick()
    expect(first.heard.map(({ text: said }) => said)).toEqual([expect.stringContaining('端口不可达')])
    expect(second.heard).toEqual([])
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state: 'sent', code: 'notice.sent', attempts: 1 }])
  })

  it('is emptied once by two instances at once', async () => {
    await raise()
    await Promise.all([tick(), tick(), tick(), tick()])
    expect(first.heard).toHaveLength(1)
  })

  it('tells a report once, however often it is put there', async () => {
    await report('20261123-AM')
    await report('20261123-AM')
    await until(T0 + 5 * MINUTE)
    expect(first.heard).toHaveLength(1)
    expect((first.heard[0]?.at ?? 0) - T0).toBeGreaterThanOrEqual(MINUTE)
  })

  it('is told of tickets in their own transaction, and hears who answers', async () => {
    const operator = () => testCtx(db, { now, actor: actorOf('operator') })
    const { id, number } = await openTicket(operator(), {
      kind: 'fault',
      title: '统一认证无法登录 @all',
      systemName: '自助经办平台',
      nodeName: null,
      site: 'urban',
      systemsAffected: 1,
      usersPercent: null,
      reportedBy: '大厅',
      phenomenon: null,
    })
    await tick()
    expect(first.heard[0]?.text).toContain(number)
    expect(first.heard[0]?.text).toContain('＠all')
    expect(await db.select().from(escalations)).toMatchObject([{ number, answeredAt: null }])
    await takeStep(operator(), id, { step: 'respond' })
    expect(await db.select().from(escalations)).toMatchObject([{ number, answeredAt: now, nextAt: null }])
  })
})

describe('a refused message (F8)', () => {
  it.each([
    ['200 errcode 93000', { status: 200, body: '{"errcode":93000,"errmsg":"invalid webhook url"}' }, 'refused'],
    ['200 errcode 45009', { status: 200, body: '{"errcode":45009}' }, 'superseded'],
    ['200 errcode 40058', { status: 200, body: '{"errcode":40058}' }, 'refused'],
    ['429', { status: 429, body: '' }, 'superseded'],
    ['500', { status: 500, body: '' }, 'superseded'],
    ['no answer', { status: 200, body: null }, 'superseded'],
    ['not JSON', { status: 200, body: '<html>' }, 'superseded'],
  ])('%s is never recorded as sent, and is told on the second channel within a minute', async (_, answer, state) => {
    first.answer = answer
    await raise()
    await until(T0 + MINUTE)
    expect(first.heard.length).toBeGreaterThan(0)
    expect(second.heard).toHaveLength(1)
    expect((second.heard[0]?.at ?? Number.NaN) - T0).toBeLessThanOrEqual(MINUTE)
    expect(second.heard[0]?.text).toContain('备用通道发送：“群”未接收')
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state, sentAt: null }])
    expect(await deliveriesOf(channels.second)).toMatchObject([{ state: 'sent' }])
    const attempts = await db.select().from(noticeAttempts).where(eq(noticeAttempts.channelId, channels.first))
    expect(attempts.filter(({ outcome }) => outcome === 'sent')).toEqual([])
  })

  it('takes what was gathered into it along: nothing in it looks delivered', async () => {
    first.answer = { status: 200, body: '{"errcode":93000}' }
    await raise()
    await raise({ number: 'T20261123-002', cause: 'b' })
    await tick()
    const { items } = await listDeliveries(ctx(), { limit: 10, state: 'gathered' })
    expect(items).toMatchObject([{ carrierState: 'refused', attempts: [{ outcome: 'refused' }] }])
  })

  it('of a wrong key is on the second channel in the same second or the next', async () => {
    first.answer = { status: 200, body: '{"errcode":93000}' }
    await raise()
    await until(T0 + SECOND)
    expect(second.heard).toHaveLength(1)
  })

  it('without a second channel is tried until the peer takes it, under one mark', async () => {
    await closeChannel(admin(), channels.second)
    first.answer = { status: 500, body: '' }
    await raise()
    await until(T0 + 5 * MINUTE)
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state: 'waiting', isHandedOn: false }])
    first.answer = OK
    await until(T0 + 15 * MINUTE)
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state: 'sent' }])
    expect(new Set(first.heard.map(({ text: said }) => said)).size).toBe(1)
    expect(first.heard.length).toBe(6)
  })

  it('without a second channel waits for another key, and is told then', async () => {
    await closeChannel(admin(), channels.second)
    first.answer = { status: 200, body: '{"errcode":93000}' }
    await raise()
    await until(T0 + MINUTE)
    expect(first.heard).toHaveLength(1)
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state: 'refused', isHandedOn: false }])
    first.answer = OK
    await changeSecret(admin(), channels.first, { key: 'another' })
    await tick()
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state: 'sent' }])
  })

  it('of a robot that wants rest leaves it alone for so long', async () => {
    first.answer = { status: 200, body: '{"errcode":45009}' }
    await raise()
    await until(T0 + 59 * SECOND, async () => {
      if (now === T0 + 10 * SECOND) await raise({ number: 'T20261123-002', cause: 'b' })
    })
    expect(first.heard).toHaveLength(1)
  })
})

describe('a channel that takes nothing', () => {
  const look = () => watchChannels(ctx())
  const openFindings = () =>
    db
      .select({ code: findings.code, verdict: findings.verdict })
      .from(findings)
      .where(and(eq(findings.state, 'open'), like(findings.checkId, 'notice-channel.%')))
      .orderBy(findings.code)

  beforeEach(async () => {
    for (const table of [findings, ticketEvents, tickets]) await owner.delete(table)
  })

  it('for a day is given up on; what reached nobody is a fault, told on another channel, until somebody mends it', async () => {
    await closeChannel(admin(), channels.second)
    first.answer = { status: 500, body: '' }
    await raise()
    for (; now <= T0 + 25 * 60 * MINUTE; now += 5 * MINUTE) await tick()
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state: 'given-up', isHandedOn: false, sentAt: null }])
    const spare = await open('新备用', 'second', second.url)
    await look()
    expect(await openFindings()).toEqual([
      { code: 'notice.channel-fails', verdict: 'warn' },
      { code: 'notice.undelivered', verdict: 'fail' },
    ])
    await until(now + MINUTE)
    expect(second.heard.map(({ text: said }) => said).join()).toContain('通知通道“群”')
    expect(await deliveriesOf(spare.id)).not.toEqual([])
    first.answer = OK
    await testChannel(admin(), channels.first)
    await look()
    expect(await openFindings()).toEqual([{ code: 'notice.undelivered', verdict: 'fail' }])
    now += 7 * 24 * 60 * MINUTE
    await look()
    expect(await openFindings()).toEqual([])
  })

  it('because of its key is a finding at once, and none once the key is changed', async () => {
    first.answer = { status: 200, body: '{"errcode":93000}' }
    await raise()
    await until(T0 + SECOND)
    await look()
    expect(await openFindings()).toEqual([{ code: 'notice.channel-refuses', verdict: 'warn' }])
    first.answer = OK
    await testChannel(admin(), channels.first)
    await look()
    expect(await openFindings()).toEqual([])
  })

  it('for less than five minutes, or that is closed, is no finding', async () => {
    first.answer = { status: 500, body: '' }
    await raise()
    await tick()
    now += 5 * MINUTE - 1
    await look()
    expect(await openFindings()).toEqual([])
    now += 1
    await look()
    expect(await openFindings()).toEqual([{ code: 'notice.channel-fails', verdict: 'warn' }])
    await closeChannel(admin(), channels.first)
    await look()
    expect(await openFindings()).toEqual([])
  })
})

describe('500 alarms in ten seconds (F9)', () => {
  it('are three messages at most in the first minute that count them all, and the report is on time', async () => {
    await report('20261123-AM')
    const due = (await db.select().from(noticeDeliveries))[0]?.dueAt ?? Number.NaN
    const from = due - 5 * SECOND
    now = from
    let raised = 0
    await until(from + 3 * MINUTE, async () => {
      for (; raised < 500 && raised < ((now - from) / SECOND + 1) * 50; raised++)
        await raise({ number: `T20261123-${raised}`, cause: `c${raised}` })
    })
    const alarms = first.heard.filter(({ text: said }) => said.includes('告警'))
    const reports = first.heard.filter(({ text: said }) => said.includes('早班巡检'))
    expect(raised).toBe(500)
    expect(alarms.filter(({ at }) => at < from + MINUTE).length).toBeLessThanOrEqual(3)
    expect(reports).toHaveLength(1)
    expect((reports[0]?.at ?? Number.NaN) - due).toBeLessThanOrEqual(4 * SECOND)
    const rows = await deliveriesOf(channels.first)
    expect(rows.filter(({ state }) => state === 'sent' || state === 'gathered')).toHaveLength(501)
    const counted = alarms.map(({ text: said }) => Number(/共 (\d+) 条/.exec(said)?.[1] ?? 1))
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(500)
    for (const { at } of first.heard)
      expect(first.heard.filter((other) => other.at > at - MINUTE && other.at <= at).length).toBeLessThanOrEqual(20)
    for (const { text: said } of first.heard) expect(Buffer.byteLength(said)).toBeLessThanOrEqual(2_048)
  }, 120_000)
})

describe('an instance that dies between the message and its receipt (F10)', () => {
  const deaths = 200

  it(`${deaths} times: each message arrives, and a second one carries the same mark`, async () => {
    for (let count = 0; count < deaths; count++) {
      await report(`d${count}`)
      now += 5 * MINUTE
      const taken = await takeMessage(ctx(), channels.first)
      if (!taken) throw new Error('nothing was taken')
      const { settings, secretId } = taken.channel
      await ports.noticeSender.send(db, { settings, secretId, part: taken.part })
      await tick()
      now += 31 * SECOND
      await tick()
    }
    const marks = new Map<string, number>()
    for (const { text: said } of first.heard) {
      const mark = said.split('\n').at(-1) ?? ''
      marks.set(mark, (marks.get(mark) ?? 0) + 1)
    }
    expect(marks.size).toBe(deaths)
    expect([...marks.values()].every((times) => times === 2)).toBe(true)
    expect((await deliveriesOf(channels.first)).every(({ state }) => state === 'sent')).toBe(true)
    const unknown = await db.select().from(noticeAttempts).where(eq(noticeAttempts.outcome, 'unknown'))
    expect(unknown).toHaveLength(deaths)
  }, 120_000)

  it('and wakes up after another took over changes nothing with what it heard', async () => {
    await raise()
    const slow = await takeMessage(ctx(), channels.first)
    now += 31 * SECOND
    first.answer = { status: 500, body: '' }
    await tick()
    if (!slow) throw new Error('nothing was taken')
    await recordAnswer(ctx(), slow, { outcome: 'sent', code: 'notice.sent', words: '' })
    expect(await deliveriesOf(channels.first)).toMatchObject([{ state: 'waiting', code: 'notice.peer-failed' }])
  })
})

describe('what is not told', () => {
  it('in a maintenance window is recorded with its reason, and expiries are told', async () => {
    const iso = (at: number) => new Date(at).toISOString()
    const window = { from: iso(T0), to: iso(T0 + 60 * MINUTE), systems: ['印章系统'], reason: '割接' }
    await planMaintenance(testCtx(db, { now, actor: actorOf('operator') }), window)
    await raise()
    await raise({ cause: 'cert', isExpiry: true, title: '【告警】证书将到期' })
    await tick()
    expect(first.heard.map(({ text: said }) => said)).toEqual([expect.stringContaining('证书将到期')])
    expect((await listSilent(ctx(), { limit: 10 })).items).toMatchObject([
      { silentCode: 'notice.in-maintenance', cause: 'switch|port' },
    ])
    await expect(planMaintenance(ctx(), { ...window, to: iso(T0 - 1) })).rejects.toMatchObject({
      code: 'notices.window-backwards',
    })
    now = T0 + 60 * MINUTE
    await raise()
    await tick()
    expect(first.heard).toHaveLength(2)
  })

  it('in a maintenance window that is ended early is told again, and such a window ends once', async () => {
    const iso = (at: number) => new Date(at).toISOString()
    const operator = () => testCtx(db, { now, actor: actorOf('operator') })
    const input = { from: iso(T0), to: iso(T0 + 60 * MINUTE), systems: [], reason: '割接' }
    const { id } = await planMaintenance(operator(), input)
    const { id: next } = await planMaintenance(operator(), { ...input, from: iso(T0 + 30 * MINUTE) })
    now = T0 + 10 * MINUTE
    await endMaintenance(operator(), id)
    await endMaintenance(operator(), next)
    const windows = await db.select().from(maintenanceWindows).orderBy(maintenanceWindows.from)
    expect(windows).toMatchObject([
      { id, to: now, endedBy: 'operator' },
      { id: next, from: T0 + 30 * MINUTE, to: T0 + 30 * MINUTE },
    ])
    await expect(endMaintenance(operator(), id)).rejects.toMatchObject({ code: 'notices.window-over' })
    await raise()
    now = T0 + 45 * MINUTE
    await raise({ cause: 'another' })
    expect((await listSilent(ctx(), { limit: 10 })).items).toEqual([])
  })

  it('of a cause that flaps is said once, then hourly', async () => {
    for (let count = 0; count < 12; count++, now += 2 * MINUTE)
      await raise({ change: count % 2 === 0 ? 'raised' : 'recovered' })
    const told = await db.select().from(notices).orderBy(notices.id)
    expect(told.slice(0, 4).map(({ toldAs }) => toldAs)).toEqual(['alarm', 'alarm', 'alarm', 'flapping'])
    expect(new Set(told.slice(4).map(({ silentCode }) => silentCode))).toEqual(new Set(['notice.flapping']))
  })
})

describe('a fault nobody answers', () => {
  it('is called for at 5, 10 and 14 minutes, once each, by whatever number of instances', async () => {
    await raise({ isFault: true })
    const calls: number[] = []
    for (; now <= T0 + 20 * MINUTE; now += 30 * SECOND) {
      const [one, two] = await Promise.all([escalate(ctx()), escalate(ctx())])
      if (one + two > 0) calls.push((now - T0) / MINUTE, one + two)
    }
    expect(calls).toEqual([5, 1, 10, 1, 14, 1])
  })

  it('is called for again each hour while it is there, and no more once somebody answers or it recovers', async () => {
    for (const table of [findings, ticketEvents, tickets]) await owner.delete(table)
    const operator = () => testCtx(db, { now, actor: actorOf('operator') })
    const input = {
      kind: 'fault' as const,
      systemName: null,
      nodeName: null,
      site: 'urban' as const,
      systemsAffected: 1,
      usersPercent: null,
      reportedBy: '大厅',
      phenomenon: null,
    }
    const [one, two] = [
      await openTicket(operator(), { ...input, title: '甲' }),
      await openTicket(operator(), { ...input, title: '乙' }),
    ]
    const calls: [number, number][] = []
    for (; now <= T0 + 200 * MINUTE; now += MINUTE) {
      if (now === T0 + 100 * MINUTE) await takeStep(operator(), one.id, { step: 'respond' })
      if (now === T0 + 150 * MINUTE) await db.update(tickets).set({ recoveredAt: now }).where(eq(tickets.id, two.id))
      const called = await escalate(ctx())
      if (called > 0) calls.push([(now - T0) / MINUTE, called])
    }
    expect(calls).toEqual([
      [5, 2],
      [10, 2],
      [14, 2],
      [74, 2],
      [134, 1],
    ])
  })

  it('is listed with who was called and who is next, until somebody answers', async () => {
    await raise({ isFault: true })
    now = T0 + 6 * MINUTE
    await escalate(ctx())
    const [line] = await listUnanswered(ctx())
    expect(line?.fault).toMatchObject({ called: ['on-duty', 'second'], nextAt: T0 + 10 * MINUTE })
    await db.transaction((tx) => answerAlarm(tx, { now }, 'T20261123-001'))
    expect(await listUnanswered(ctx())).toEqual([])
  })

  it('is not called for any more once somebody answers; another fault is', async () => {
    await raise({ isFault: true })
    await raise({ isFault: true, number: 'T20261123-002', cause: 'other' })
    await db.transaction((tx) => answerAlarm(tx, { now }, 'T20261123-001'))
    now = T0 + 5 * MINUTE
    expect(await escalate(ctx())).toBe(1)
    const [call] = (await db.select().from(notices)).filter(({ title }) => title.includes('无人响应'))
    expect(call).toMatchObject({ number: 'T20261123-002', title: expect.stringContaining('无人响应 5 分钟') })
  })
})

describe('the heartbeat', () => {
  it('beats once in five minutes to the watchers, and to nobody else', async () => {
    expect(await beat(ctx())).toBe(false)
    await open('看门', 'watcher', watcher.url)
    const beats = await Promise.all([beat(ctx()), beat(ctx())])
    expect(beats.filter(Boolean)).toHaveLength(1)
    await tick()
    now += 5 * MINUTE
    expect(await beat(ctx())).toBe(true)
    await tick()
    expect(watcher.heard).toHaveLength(2)
    expect(first.heard).toEqual([])
  })
})

describe('a channel', () => {
  it('never gives its secret back: not in a list, the log, a test, nor the audit trail', async () => {
    first.answer = { status: 200, body: `{"errcode":93000,"errmsg":"bad key ${SECRET}"}` }
    await raise()
    await tick()
    const tested = await testChannel(admin(), channels.first)
    expect(tested).toMatchObject({ outcome: 'refused', code: 'notice.wrong-key' })
    const app = newRouter()
    app.use((c, next) => {
      c.set('ctx', admin())
      return next()
    })
    app.route('/', noticesRoutes)
    const answers = [tested, await listDeliveries(ctx(), { limit: 50 })] as unknown[]
    const [listed] = await listChannels(ctx())
    expect(listed?.last).toMatchObject({ outcome: 'refused', code: 'notice.wrong-key' })
    for (const path of [
      '/notices/channels',
      '/notices',
      '/notices/silent',
      '/notices/unanswered',
      '/notices/maintenance',
    ]) {
      const response = await app.request(path)
      expect(response.status).toBe(200)
      answers.push(await response.json())
    }
    expect(JSON.stringify(answers)).not.toContain(SECRET)
    expect(JSON.stringify(answers)).toContain('•••')
    const { rows } = await db.execute('select detail from audit_log')
    expect(JSON.stringify(rows)).not.toContain(SECRET)
  })

  it('that is closed leaves what waits for it to the others, once, and its heartbeats to nobody', async () => {
    await raise()
    const { id } = await open('看门', 'watcher', watcher.url)
    await beat(ctx())
    await closeChannel(admin(), channels.first)
    await closeChannel(admin(), id)
    await tick()
    expect(second.heard.map(({ text: said }) => said)).toEqual([expect.stringContaining('端口不可达')])
    expect(await deliveriesOf(channels.first)).toMatchObject([
      { state: 'given-up', code: 'notice.channel-closed', isHandedOn: true },
    ])
    expect(await deliveriesOf(id)).toMatchObject([{ state: 'given-up', isHandedOn: false }])
  })

  it('has one name among the active, and needs its key', async () => {
    await expect(open('群', 'first', first.url)).rejects.toMatchObject({ code: 'notices.name-in-use' })
    await closeChannel(admin(), channels.first)
    await expect(closeChannel(admin(), channels.first)).rejects.toMatchObject({ code: 'notices.channel-not-found' })
    await expect(open('群', 'first', first.url)).resolves.toBeDefined()
    const settings = { kind: 'wecom', url: first.url }
    expect(ChannelInput.safeParse({ name: 'x', role: 'first', settings }).success).toBe(false)
    const keyed = { kind: 'wecom', url: `${first.url}?key=1` }
    expect(ChannelInput.safeParse({ name: 'x', role: 'first', settings: keyed, secret: { key: 'k' } }).success).toBe(
      false,
    )
  })
})
