// A slow second opinion on deadlines: walks a ticket minute by minute. It shares nothing with the engine, neither code nor calendar:
// the days are typed here from the State Council's notices, local time comes from the runtime's own time zone data.

// Notices 国办发明电〔2023〕7号, 〔2024〕12号 and 〔2025〕7号 (numbers unverified): days off, then make-up days.
const NOTICES = {
  off: [
    ['2023-12-30', '2024-01-01'],
    ['2024-02-10', '2024-02-17'],
    ['2024-04-04', '2024-04-06'],
    ['2024-05-01', '2024-05-05'],
    ['2024-06-08', '2024-06-10'],
    ['2024-09-15', '2024-09-17'],
    ['2024-10-01', '2024-10-07'],
    ['2025-01-01', '2025-01-01'],
    ['2025-01-28', '2025-02-04'],
    ['2025-04-04', '2025-04-06'],
    ['2025-05-01', '2025-05-05'],
    ['2025-05-31', '2025-06-02'],
    ['2025-10-01', '2025-10-08'],
    ['2026-01-01', '2026-01-03'],
    ['2026-02-15', '2026-02-23'],
    ['2026-04-04', '2026-04-06'],
    ['2026-05-01', '2026-05-05'],
    ['2026-06-19', '2026-06-21'],
    ['2026-09-25', '2026-09-27'],
    ['2026-10-01', '2026-10-07'],
  ],
  work: [
    ...['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
    ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  ],
} as const

export const MODEL_START = Date.UTC(2023, 11, 31, 16)
const MODEL_MINUTES = (366 + 365 + 365) * 1440

const shanghai = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  hourCycle: 'h23',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

interface Table {
  /** 1 where the minute is working time. */
  works: Uint8Array
  /** Number of the minute's local day since the model's first. */
  day: Uint16Array
}

let table: Table | undefined

/** One flag a minute for three years. China has no summer time: a local day is 1,440 minutes. */
function minutes(): Table {
  if (table) return table
  table = { works: new Uint8Array(MODEL_MINUTES), day: new Uint16Array(MODEL_MINUTES) }
  for (let start = 0; start < MODEL_MINUTES; start += 1440) {
    const parts = shanghai.formatToParts(MODEL_START + start * 60_000)
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
    const date = `${part('year')}-${part('month')}-${part('day')}`
    const isOff = NOTICES.off.some(([first, last]) => first <= date && date <= last)
    const isWeekEnd = ['Sat', 'Sun'].includes(part('weekday'))
    const doesWork = (NOTICES.work as readonly string[]).includes(date) || (!isOff && !isWeekEnd)
    for (let minute = 0; minute < 1440; minute++) {
      table.day[start + minute] = start / 1440
      table.works[start + minute] = doesWork && minute >= 8 * 60 + 30 && minute < 17 * 60 + 30 ? 1 : 0
    }
  }
  return table
}

export interface ModelTicket {
  kind: 'wall' | 'working-time' | 'working-days'
  amount: number
  reading: 'A' | 'B'
  bound: 'below' | 'within'
  /** Minutes since MODEL_START. */
  received: number
  done: number
  pauses: { from: number; to: number }[]
}

/** The due minute, minutes used until done, and whether it was in time; -1: not due within the model's three years. */
export function slowly(ticket: ModelTicket): { due: number; used: number; isKept: boolean } {
  const { works, day } = minutes()
  const isWall = ticket.kind === 'wall'
  const allowed = ticket.kind === 'working-days' ? ticket.amount * 9 * 60 : ticket.amount
  const skipsFirstDay = ticket.kind === 'working-days' && ticket.reading === 'A'
  let count = 0
  let used = 0
  let due = -1
  for (let minute = ticket.received; minute < MODEL_MINUTES; minute++) {
    if (due >= 0 && minute >= ticket.done) break
    if (skipsFirstDay && day[minute] === day[ticket.received]) continue
    if (!isWall && works[minute] === 0) continue
    if (ticket.pauses.some(({ from, to }) => from <= minute && minute < to)) continue
    count++
    if (minute < ticket.done) used++
    if (count === allowed && due < 0) due = minute + 1
  }
  const isKept = due < 0 || (ticket.bound === 'below' ? ticket.done < due : ticket.done <= due)
  return { due, used, isKept }
}
