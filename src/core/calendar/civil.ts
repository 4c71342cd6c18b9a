// Civil dates and times of the bureau: Asia/Shanghai, which is UTC+8 without summer time since 1991-09-15 (IANA tz database, zone PRC).
// Arithmetic on instants only: the time zone of the machine never enters. A test holds the offset against the IANA data of the runtime.

import { err, type Instant, ok, type Result } from '../verdict.ts'

export const ZONE = 'Asia/Shanghai'
export const ZONE_OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000
export const MINUTE_MS = 60_000

/** `YYYY-MM-DD` in Asia/Shanghai; compares by text. */
export type CivilDate = string
/** `HH:MM`, 24 hours, in Asia/Shanghai. */
export type CivilTime = string

export function civilDateOf(instant: Instant): CivilDate {
  return new Date(instant + ZONE_OFFSET_MS).toISOString().slice(0, 10)
}

export function civilTimeOf(instant: Instant): CivilTime {
  return new Date(instant + ZONE_OFFSET_MS).toISOString().slice(11, 16)
}

/** `YYYY-MM-DD HH:MM:SS` as people read it. */
export function civilText(instant: Instant): string {
  return new Date(instant + ZONE_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** The instant a civil date and time name. Both must be well formed (`parseCivilDate`). */
export function instantOf(date: CivilDate, time: CivilTime = '00:00'): Instant {
  return Date.parse(`${date}T${time}:00.000Z`) - ZONE_OFFSET_MS
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return (Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / DAY_MS
}

/** Accepts a day that exists and nothing else: `2026-02-30` is refused, not moved to March. */
export function parseCivilDate(text: string): Result<CivilDate, 'calendar.date-malformed'> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return err('calendar.date-malformed')
  const time = Date.parse(`${text}T00:00:00.000Z`)
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return err('calendar.date-malformed')
  return ok(text)
}
