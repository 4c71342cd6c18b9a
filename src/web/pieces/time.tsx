// Times are shown in Shanghai, absolute and relative together: people compare the one and feel the other.

import { useWords } from '../language/index.ts'

export type TimeValue = number | string | null | undefined

const ZONE = 'Asia/Shanghai'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

export function instantOf(at: TimeValue): number | undefined {
  if (at === null || at === undefined || at === '') return undefined
  const instant = typeof at === 'number' ? at : /^\d+$/.test(at) ? Number(at) : Date.parse(at)
  return Number.isNaN(instant) ? undefined : instant
}

/** `2026-11-21 08:05:09` in Shanghai. */
export function formatTime(at: TimeValue): string {
  const instant = instantOf(at)
  return instant === undefined ? '' : parts.format(instant)
}

/** `2026-11-21` in Shanghai. */
export function formatDay(at: TimeValue): string {
  return formatTime(at).slice(0, 10)
}

/** Today in Shanghai, moved by whole days. */
export function shanghaiDay(offsetDays = 0): string {
  return formatDay(Date.now() + offsetDays * DAY)
}

/** A day of the filter as an instant in Shanghai, with its offset. */
export function startOfDay(day: string | null): string | undefined {
  return day ? `${day}T00:00:00+08:00` : undefined
}

export function endOfDay(day: string | null): string | undefined {
  return day ? `${day}T23:59:59.999+08:00` : undefined
}

export function formatRelative(at: number, now: number, language: 'zh' | 'en'): string {
  const distance = at - now
  const format = new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { numeric: 'auto' })
  const size = Math.abs(distance)
  if (size < MINUTE) return format.format(Math.round(distance / 1000), 'second')
  if (size < HOUR) return format.format(Math.round(distance / MINUTE), 'minute')
  if (size < DAY) return format.format(Math.round(distance / HOUR), 'hour')
  return format.format(Math.round(distance / DAY), 'day')
}

export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < MINUTE) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / MINUTE)} min ${Math.round((ms % MINUTE) / 1000)} s`
}

interface Props {
  at: TimeValue
  /** `day` leaves the clock out, `clock` leaves the year out when it is today's. */
  show?: 'full' | 'day' | 'clock'
  relative?: boolean
}

export function Time({ at, show = 'full', relative = true }: Props) {
  const { language } = useWords()
  const instant = instantOf(at)
  if (instant === undefined) return <span className="soft">—</span>
  const full = formatTime(instant)
  const sameDay = full.slice(0, 10) === shanghaiDay()
  const text =
    show === 'day' ? full.slice(0, 10) : show === 'clock' ? full.slice(sameDay ? 11 : 5, 16) : full.slice(0, 16)
  return (
    <time dateTime={new Date(instant).toISOString()} title={`${full} (${ZONE})`}>
      <span className="absolute">{text}</span>
      {relative && <span className="soft small">{formatRelative(instant, Date.now(), language)}</span>}
    </time>
  )
}
