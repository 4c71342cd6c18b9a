import { and, eq, isNull } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
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
import { tellHeld } from '#features/notices/index.ts'
import { recordSighting } from '#features/tickets/index.ts'
import { takeMessage } from '#src/features/notices/deliver.ts'
import { listSilent } from '#src/features/notices/list.ts'
import { planMaintenance } from '#src/features/notices/maintenance.ts'
import type { RegisterNode } from '#src/features/systems/register.ts'
import { saveRegister } from '#src/features/systems/save.ts'
import { takeStep } from '#src/features/tickets/life/steps.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const T0 = Date.parse('2026-11-23T01:07:00Z')
const MINUTE = 60_000
const { db, owner } = await withDatabase()
const CHANNEL = '00000000-0000-4000-8000-00000000000a'
let now = T0
const ctx = () => testCtx(db, { now })

const node = (id: string, behind: string | null, role: RegisterNode['role'] = 'application'): RegisterNode => ({
  id,
  name: id,
  role,
  form: 'hardware',
  os: null,
  address: null,
  warrantyUntil: null,
  seedLine: null,
  riskAcceptance: null,
  standIn: null,
  behind,
  checks: [
    {
      id: `${id}.port`,
      kind: 'tcp',
      layer: 'application',
      title: { zh: '端口', en: 'Port' },
      target: 'x:1',
      settings: {},
      enabled: true,
      mustMeasure: false,
    },
  ],
})

beforeEach(async () => {
  for (const table of [noticeAttempts, noticeDeliveries, notices, escalations, maintenanceWindows, noticeChannels])
    await db.delete(table)
  for (const table of [findings, ticketEvents, tickets]) await owner.delete(table)
  now = T0
  const [first, ...others] = [node('switch', null, 'network'), node('seal', 'switch'), node('stamp', 'switch')]
  const base = { group: 'CA', environment: 'production' as const, contractItem: '1', owner: null }
  const systems = [
    { ...base, id: 'net', name: '网络', nodes: first ? [first] : [] },
    { ...base, id: 'ca', name: '印章系统', nodes: [...others, node('alone', null)] },
  ]
  await db.transaction((tx) => saveRegister(tx, { systems }))
  await db.insert(noticeChannels).values({
    id: CHANNEL,
    name: '群',
    role: 'first',
    settings: { kind: 'wecom', url: 'http://robot/send' },
    state: 'active',
    createdBy: 'test',
    createdAt: T0,
  })
})

/** A sighting of the node's port: refused, or answered again. */
const see = (id: string, state: 'down' | 'up') =>
  db.transaction((tx) =>
    recordSighting(tx, {
      system: id === 'switch' ? { id: 'net', name: '网络' } : { id: 'ca', name: '印章系统' },
      node: { id, name: id },
      check: { id: `${id}.port`, title: { zh: `${id} 端口`, en: `port of ${id}` } },
      reasons: state === 'up' ? [] : [{ code: 'tcp.refused', verdict: 'fail', citation: 'test' }],
      at: now,
    }),
  )
const told = async () =>
  (await db.select().from(notices).where(isNull(notices.silentCode)).orderBy(notices.id)).map(({ title }) => title)
const silent = async () =>
  (await listSilent(ctx(), { limit: 50 })).items.map(({ title, silentCode }) => `${silentCode} ${title}`)
const calledFor = async () => (await db.select().from(escalations)).length

describe('what stands behind a node that is down', () => {
  it('is recorded and not told; what stands beside it is', async () => {
    await see('switch', 'down')
    await see('seal', 'down')
    await see('alone', 'down')
    expect(await told()).toEqual(['【告警】网络 / switch：switch 端口', '【告警】印章系统 / alone：alone 端口'])
    expect(await silent()).toEqual(['notice.parent-down 【告警】印章系统 / seal：seal 端口'])
    expect(await calledFor()).toBe(2)
  })

  it('is told while that node is up', async () => {
    await see('seal', 'down')
    expect(await told()).toEqual(['【告警】印章系统 / seal：seal 端口'])
  })

  it('is told five minutes after that node has come back, if it is still down, and then has a ladder', async () => {
    await see('switch', 'down')
    await see('seal', 'down')
    await see('stamp', 'down')
    now += 10 * MINUTE
    expect(await tellHeld(ctx())).toBe(0)
    await see('switch', 'up')
    await see('stamp', 'up')
    now += 5 * MINUTE - 1
    expect(await tellHeld(ctx())).toBe(0)
    now += 1
    expect(await tellHeld(ctx())).toBe(1)
    expect((await told()).slice(1)).toEqual([
      '【恢复】网络 / switch：switch 端口',
      '【仍未恢复】印章系统 / seal：seal 端口',
    ])
    expect(await tellHeld(ctx())).toBe(0)
    expect(await calledFor()).toBe(2)
    now += MINUTE
    await see('seal', 'up')
    expect((await told()).at(-1)).toBe('【恢复】印章系统 / seal：seal 端口')
    expect(await silent()).toContain('notice.raise-not-told 【恢复】印章系统 / stamp：stamp 端口')
  })

  it('is not told later when somebody has taken its ticket by then', async () => {
    await see('switch', 'down')
    await see('seal', 'down')
    const [ticket] = await db.select().from(tickets).where(eq(tickets.nodeName, 'seal'))
    await takeStep(testCtx(db, { now, actor: actorOf('operator') }), ticket?.id ?? 0, { step: 'respond' })
    await see('switch', 'up')
    now += 6 * MINUTE
    expect(await tellHeld(ctx())).toBe(0)
    expect(await db.select().from(notices).where(eq(notices.isHeld, true))).toEqual([])
  })

  it('was seen before it, and waits: it does not leave any more, and calls nobody', async () => {
    await see('seal', 'down')
    await see('stamp', 'down')
    await see('switch', 'down')
    const taken = await takeMessage(ctx(), CHANNEL)
    expect(taken?.part.text).toContain('switch 端口')
    expect(taken?.part.text).not.toContain('seal')
    expect((await silent()).length).toBe(2)
    expect(await calledFor()).toBe(1)
    const waiting = await db.select().from(noticeDeliveries).where(eq(noticeDeliveries.state, 'waiting'))
    expect(waiting).toHaveLength(1)
  })

  it('was seen before it, and left: it stays told', async () => {
    await see('seal', 'down')
    await takeMessage(ctx(), CHANNEL)
    await see('switch', 'down')
    expect(await silent()).toEqual([])
  })
})

describe('what was raised in a maintenance window', () => {
  const iso = (at: number) => new Date(at).toISOString()
  const plan = (systems: string[]) =>
    planMaintenance(testCtx(db, { now, actor: actorOf('operator') }), {
      from: iso(T0),
      to: iso(T0 + 60 * MINUTE),
      systems,
      reason: '割接',
    })

  it('is told when it ends, if it is still there', async () => {
    await plan(['印章系统'])
    await see('alone', 'down')
    await see('seal', 'down')
    now = T0 + 30 * MINUTE
    await see('seal', 'up')
    now = T0 + 60 * MINUTE - 1
    expect(await tellHeld(ctx())).toBe(0)
    now = T0 + 60 * MINUTE
    expect(await tellHeld(ctx())).toBe(1)
    expect(await told()).toEqual(['【仍未恢复】印章系统 / alone：alone 端口'])
    expect(await calledFor()).toBe(1)
  })

  it('and its recovery in there of something told before are told when it ends', async () => {
    await see('alone', 'down')
    await plan([])
    now += MINUTE
    await see('alone', 'up')
    expect(await told()).toEqual(['【告警】印章系统 / alone：alone 端口'])
    now = T0 + 60 * MINUTE
    expect(await tellHeld(ctx())).toBe(1)
    expect((await told()).at(-1)).toBe('【恢复】印章系统 / alone：alone 端口')
  })
})

describe('a cause that flaps', () => {
  it('is summed up after an hour without any further change, with how it stands, and not twice', async () => {
    for (let count = 0; count < 9; count++, now += 2 * MINUTE) await see('alone', count % 2 === 0 ? 'down' : 'up')
    expect((await told()).length).toBe(4)
    const said = T0 + 3 * 2 * MINUTE
    now = said + 60 * MINUTE - 1
    expect(await tellHeld(ctx())).toBe(0)
    now = said + 60 * MINUTE
    expect(await tellHeld(ctx())).toBe(1)
    const [summary] = await db
      .select()
      .from(notices)
      .where(and(eq(notices.toldAs, 'summary')))
    expect(summary).toMatchObject({ title: '【反复变化】印章系统 / alone：alone 端口', change: 'raised' })
    expect(summary?.items[0]).toBe('上次通知后又变化 5 次，现在未恢复')
    now += 120 * MINUTE
    expect(await tellHeld(ctx())).toBe(0)
    await see('alone', 'up')
    expect((await told()).at(-1)).toBe('【恢复】印章系统 / alone：alone 端口')
  })
})
