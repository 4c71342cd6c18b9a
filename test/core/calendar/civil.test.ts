import { describe, expect, it } from 'vitest'
import {
  addDays,
  civilDateOf,
  civilText,
  civilTimeOf,
  DAY_MS,
  daysBetween,
  instantOf,
  parseCivilDate,
  ZONE,
} from '#core/calendar/civil.ts'

describe('civil dates of Asia/Shanghai', () => {
  it('agree with the IANA data of the runtime at every hour of ten years', () => {
    const iana = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' })
    const from = Date.UTC(2024, 11, 31)
    let seen = 0
    for (let at = from; at < from + 3653 * DAY_MS; at += 7 * 3_600_000) {
      seen += 1
      expect(civilText(at)).toBe(iana.format(at))
    }
    expect(seen).toBeGreaterThan(12_000)
  })

  it('turn over at midnight in Shanghai, one millisecond apart', () => {
    const midnight = Date.UTC(2025, 2, 2, 16)
    expect(civilDateOf(midnight)).toBe('2025-03-03')
    expect(civilDateOf(midnight - 1)).toBe('2025-03-02')
    expect(civilTimeOf(midnight)).toBe('00:00')
    expect(civilTimeOf(midnight - 1)).toBe('23:59')
  })

  it('name the instant they were read from', () => {
    expect(instantOf('2025-03-03', '08:00')).toBe(Date.UTC(2025, 2, 3, 0))
    expect(civilText(instantOf('2028-02-29', '23:59'))).toBe('2028-02-29 23:59:00')
  })

  it('add and count days over month ends and leap days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01')
    expect(daysBetween('2024-12-31', '2026-01-01')).toBe(366)
    expect(daysBetween('2025-01-02', '2025-01-01')).toBe(-1)
  })

  it('are accepted when the day exists and refused when it does not', () => {
    expect(parseCivilDate('2028-02-29')).toEqual({ ok: true, value: '2028-02-29' })
    for (const wrong of ['2027-02-29', '2025-13-01', '2025-1-01', '2025-01-01T00:00', ''])
      expect(parseCivilDate(wrong)).toEqual({ ok: false, error: 'calendar.date-malformed' })
  })
})
