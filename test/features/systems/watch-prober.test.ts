import { isNotNull } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import { offlineReasons, reachReason } from '#core/checks/reach.ts'
import { notices } from '#db/schema/notices.ts'
import { tickets } from '#db/schema/tickets.ts'
import { noteVerdict, watchProber } from '#features/systems/index.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { withRegister } from '../inspections/stage.ts'

const MINUTE = 60_000
const { db } = await withDatabase()
let now = Date.parse('2026-11-23T01:07:00Z')
const look = () => watchProber(testCtx(db, { now }))
const note = (index: number, verdict: ProbeVerdict, reasons: Reason[] = []) =>
  db.transaction((tx) => noteVerdict(tx, `check-${index}`, { verdict, reasons, at: now }))
const offline = (index: number) =>
  note(index, 'unknown', offlineReasons([reachReason('tcp', 'host-unreachable', `host-${index}`, 443)]))
const titles = async () =>
  (await db.select().from(notices).where(isNotNull(notices.toldAs)).orderBy(notices.id)).map(({ title }) => title)

it('a prober that is cut off is one alarm, however many targets are unknown, and recovers with the first answer (F14)', async () => {
  await withRegister(db, 20, 0)
  for (let index = 0; index < 20; index++) await note(index, 'pass')
  await look()
  expect(await db.select().from(tickets)).toEqual([])

  now += MINUTE
  for (let index = 0; index < 20; index++) await offline(index)
  await look()
  await look()
  expect(await db.select().from(tickets)).toMatchObject([
    { code: 'probe.offline', kind: 'fault', titleZh: '探测器断网' },
  ])
  expect(await titles()).toEqual(['【告警】证巡（本系统） / 探测器：探测器断网'])

  now += MINUTE
  await note(3, 'fail', [reachReason('tcp', 'connection-refused', 'host-3', 443)])
  await look()
  expect((await titles()).slice(1)).toEqual(['【恢复】证巡（本系统） / 探测器：探测器断网'])
})
