/**
 * Days as people paste them: `2027-02-05`, `2027/2/5`, `2月5日`, `2.5`, and spans `2月5日至2月11日` or `2027-02-05~2027-02-11`.
 * Undefined when anything in the text is no day.
 */
export function datesOf(text: string, year: number): string[] | undefined {
  const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== '')
  const days = new Set<string>()
  for (const part of parts) {
    const span = spanOf(part, year)
    if (!span) return undefined
    for (const day of span) days.add(day)
  }
  return [...days].sort()
}

const MOST_DAYS = 31
const DAY_MS = 86_400_000

function spanOf(part: string, year: number): string[] | undefined {
  const [first = '', last = first, ...more] = part.split(/至|[~～]|[—–]{1,2}/)
  const [from, to] = [dayOf(first, year), dayOf(last, year, first)]
  if (more.length > 0 || from === undefined || to === undefined || to < from) return undefined
  const count = (to - from) / DAY_MS + 1
  if (count > MOST_DAYS) return undefined
  return Array.from({ length: count }, (_, index) => new Date(from + index * DAY_MS).toISOString().slice(0, 10))
}

/** Midnight UTC of the day. @param before the day the span begins on: `2月5日至11日` leaves the month out */
function dayOf(text: string, year: number, before = ''): number | undefined {
  const month = /^(?:\d{4}[-/.年])?(\d{1,2})[-/.月]/.exec(before)?.[1]
  const found = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  const short = month ? /^(\d{1,2})日?$/.exec(text) : null
  const [y, m, d] = found
    ? [Number(found[1] ?? year), Number(found[2]), Number(found[3])]
    : [year, Number(month), Number(short?.[1])]
  if (!found && !short) return undefined
  const at = Date.UTC(y, m - 1, d)
  const date = new Date(at)
  return date.getUTCMonth() === m - 1 && date.getUTCDate() === d ? at : undefined
}
