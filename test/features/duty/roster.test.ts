import { describe, expect, it } from 'vitest'
import { instantOf } from '#core/calendar/civil.ts'
import { onDutyAt } from '#features/duty/index.ts'
import { planShifts, readRoster, removeShift } from '#src/features/duty/roster.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))
const ctx = testCtx(db, { now: at('2026-11-23 09:00'), actor: actorOf('operator') })
const shift = (kind: 'on-site' | 'standby', person: string, from: string, to: string, rank = 1) => ({
  ...{ kind, person, rank, phone: '021-0000', accountId: null },
  from: at(from),
  to: at(to),
})

describe('the duty roster', () => {
  it('answers who is called now, in order', async () => {
    await planShifts(ctx, {
      shifts: [
        shift('on-site', '张工', '2026-11-23 08:30', '2026-11-23 17:30'),
        shift('standby', '李工', '2026-11-23 00:00', '2026-11-24 00:00'),
      ],
    })
    const names = async (time: string) => (await onDutyAt(db, at(time))).map(({ person }) => person)
    expect(await names('2026-11-23 10:00')).toEqual(['张工', '李工'])
    expect(await names('2026-11-23 17:30')).toEqual(['李工'])
    expect(await names('2026-11-24 00:00')).toEqual([])
  })

  it('plans all shifts or none, and never two people for one place', async () => {
    const clash = [
      shift('standby', '王工', '2026-11-24 00:00', '2026-11-25 00:00'),
      shift('standby', '赵工', '2026-11-24 12:00', '2026-11-25 12:00'),
    ]
    await expect(planShifts(ctx, { shifts: clash })).rejects.toMatchObject({ code: 'duty.overlaps' })
    expect(await onDutyAt(db, at('2026-11-24 06:00'))).toEqual([])
    const both = () => planShifts(ctx, { shifts: clash.slice(0, 1) })
    const outcomes = await Promise.allSettled([both(), both()])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('names the gaps: on site in working hours only, standby around the clock', async () => {
    const { gaps } = await readRoster(ctx, '2026-11-27', 2)
    expect(gaps).toEqual([
      { kind: 'on-site', from: at('2026-11-27 08:30'), to: at('2026-11-27 17:30') },
      { kind: 'standby', from: at('2026-11-27 00:00'), to: at('2026-11-29 00:00') },
    ])
  })

  it('lets a future shift be taken out, and not one that has begun', async () => {
    const { shifts } = await readRoster(ctx, '2026-11-23', 3)
    const [begun, future] = [shifts[0], shifts.at(-1)]
    await expect(removeShift(ctx, begun?.id ?? '')).rejects.toMatchObject({ code: 'duty.begun' })
    await removeShift(ctx, future?.id ?? '')
    expect((await readRoster(ctx, '2026-11-23', 3)).shifts).toHaveLength(shifts.length - 1)
  })
})
