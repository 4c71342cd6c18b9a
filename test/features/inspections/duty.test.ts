import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { instantOf } from '#core/calendar/civil.ts'
import { dutyShifts } from '#db/schema/service.ts'
import { demandDuty } from '#features/inspections/duty.ts'
import { actorOf } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const SATURDAY = instantOf('2026-11-21', '08:20')
/** A Sunday the bureau works (notice for 2026). */
const WORKED_SUNDAY = instantOf('2026-09-20', '08:20')
const [onDuty, other] = [actorOf('operator'), actorOf('operator')]

const plan = (accountId: string | null) =>
  db.insert(dutyShifts).values({
    ...{ id: randomUUID(), kind: 'standby', rank: 1, person: '李值班', phone: '13800000000', accountId },
    ...{ from: instantOf('2026-09-01'), to: instantOf('2026-12-01'), createdBy: 'x', createdAt: 0 },
  })
const sign = (now: number, who = onDuty) => db.transaction((tx) => demandDuty(tx, { now }, who))

beforeEach(async () => {
  await db.delete(dutyShifts)
})

describe('whoever signs a round', () => {
  it('is on duty on a day nobody works, and another person is told who is', async () => {
    await plan(onDuty.accountId)
    expect(await sign(SATURDAY)).toEqual(['李值班'])
    await expect(sign(SATURDAY, { ...other, accountId: randomUUID() })).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'inspections.not-on-duty',
      params: { persons: '李值班' },
    })
  })

  it('may be anybody on a working day, a made-up Sunday included', async () => {
    await plan(onDuty.accountId)
    expect(await sign(WORKED_SUNDAY, { ...other, accountId: randomUUID() })).toEqual(['李值班'])
  })

  it('may be anybody while the roster names no account', async () => {
    expect(await sign(SATURDAY)).toEqual([])
    await plan(null)
    expect(await sign(SATURDAY)).toEqual(['李值班'])
  })
})
