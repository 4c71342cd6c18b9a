// The calendar that clocks run by: what the product carries, amended by the notices entered since.

import { amendedCalendar, type CalendarYear, type WorkCalendar } from '#core/sla/calendar.ts'
import { HOUSE_CALENDAR } from '#core/sla/house-calendar.ts'
import { STATE_COUNCIL_YEARS } from '#core/sla/state-council.ts'
import type { Db, Tx } from '#db/database.ts'
import { calendarNotices } from '#db/schema/service.ts'

export type NoticeRow = typeof calendarNotices.$inferSelect

export async function houseCalendar(db: Db | Tx): Promise<WorkCalendar> {
  const notices = await noticesOf(db)
  return notices.length === 0 ? HOUSE_CALENDAR : amendedCalendar(STATE_COUNCIL_YEARS, notices)
}

/** Oldest first; one or two a year. */
export function noticesOf(db: Db | Tx): Promise<NoticeRow[]> {
  return db.select().from(calendarNotices).orderBy(calendarNotices.id)
}

export interface KnownYear extends CalendarYear {
  /** Who entered it, when; null: the product came with it. */
  entered: { by: string; at: number } | null
}

/** Every year as it counts now, the newest first; of a year that was announced again the last word. */
export async function knownYears(db: Db | Tx): Promise<KnownYear[]> {
  const years = new Map<number, KnownYear>(STATE_COUNCIL_YEARS.map((one) => [one.year, { ...one, entered: null }]))
  for (const { enteredBy, enteredAt, id: _, ...notice } of await noticesOf(db))
    years.set(notice.year, { ...notice, entered: { by: enteredBy, at: enteredAt } })
  return [...years.values()].sort((a, b) => b.year - a.year)
}
