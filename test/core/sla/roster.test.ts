import { describe, expect, it } from 'vitest'
import { instantOf } from '#core/calendar/civil.ts'
import { onDuty, overlapping, type Shift, uncovered } from '#core/sla/roster.ts'

const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))
const shift = (id: string, kind: Shift['kind'], from: string, to: string, rank = 1): Shift => ({
  ...{ id, kind, rank, person: id, phone: '' },
  from: at(from),
  to: at(to),
})

const SHIFTS = [
  shift('backup', 'standby', '2026-11-23 08:30', '2026-11-24 08:30', 2),
  shift('standby', 'standby', '2026-11-23 08:30', '2026-11-24 08:30'),
  shift('day', 'on-site', '2026-11-23 08:30', '2026-11-23 17:30'),
]
const names = (instant: string) => onDuty(SHIFTS, at(instant)).map(({ person }) => person)

describe('the duty roster', () => {
  it('names who is called, in order: on site first, then standby by rank', () => {
    expect(names('2026-11-23 10:00')).toEqual(['day', 'standby', 'backup'])
    expect(names('2026-11-23 17:29')).toEqual(['day', 'standby', 'backup'])
    expect(names('2026-11-23 17:30')).toEqual(['standby', 'backup'])
  })

  it('hands over at the instant: the old shift ends where the new one begins', () => {
    expect(names('2026-11-24 08:30')).toEqual([])
    expect(names('2026-11-23 08:29')).toEqual([])
  })

  it('tells when nobody is on duty', () => {
    const day = { from: at('2026-11-23 00:00'), to: at('2026-11-24 00:00') }
    expect(uncovered(SHIFTS, 'standby', [day])).toEqual([{ from: day.from, to: at('2026-11-23 08:30') }])
    expect(uncovered(SHIFTS, 'standby', [{ from: at('2026-11-23 09:00'), to: day.to }])).toEqual([])
  })

  it('refuses two people for one place, not one after the other and not a second rank', () => {
    const wanted = (from: string, to: string, rank = 1) => overlapping(SHIFTS, shift('', 'on-site', from, to, rank))
    expect(wanted('2026-11-23 17:29', '2026-11-23 20:00')?.id).toBe('day')
    expect(wanted('2026-11-23 17:30', '2026-11-23 20:00')).toBeUndefined()
    expect(wanted('2026-11-23 09:00', '2026-11-23 10:00', 2)).toBeUndefined()
  })
})
