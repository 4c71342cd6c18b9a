// A ticket's states, levels and clocks in words.

import { useWords } from '../language/index.ts'
import { Meter } from '../pieces/page.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import type { ClockState, TicketClock, TicketLine } from './shapes.ts'

const ROMAN = { 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ' } as const
const CLOCK_TONES: Record<ClockState, Tone> = {
  running: 'accent',
  paused: 'none',
  overdue: 'bad',
  kept: 'good',
  broken: 'bad',
}

export function useLevelWord() {
  const { t } = useWords()
  return (level: 1 | 2 | 3 | 4) => t('ticket.level.of', { roman: ROMAN[level] })
}

export function TicketState({ ticket: { state, paused } }: { ticket: Pick<TicketLine, 'state' | 'paused'> }) {
  const { t } = useWords()
  if (state === 'open' && paused.length > 0) return <Badge tone="none">{t('ticket.state.paused')}</Badge>
  const tone = state === 'open' ? 'accent' : state === 'resolved' ? 'warn' : 'good'
  return <Badge tone={tone}>{t(`ticket.state.${state}`)}</Badge>
}

export function ClockTag({ state }: { state: ClockState }) {
  const { t } = useWords()
  return <Badge tone={CLOCK_TONES[state]}>{t(`ticket.clock.${state}`)}</Badge>
}

/** The clock to look at: overdue or running, the earliest first. */
export function pressing(clocks: readonly TicketClock[]): TicketClock | undefined {
  const due = (clock: TicketClock) =>
    clock.dueAt === null ? Number.POSITIVE_INFINITY : new Date(clock.dueAt).getTime()
  return clocks
    .filter(({ state }) => state === 'overdue' || state === 'running' || state === 'paused')
    .sort((a, b) => due(a) - due(b))[0]
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** `2 h 05 min`, as clocks are read. */
export function clockText(ms: number): string {
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS)
  const hours = Math.floor(ms / HOUR_MS)
  return hours > 0 ? `${hours} h ${String(minutes).padStart(2, '0')} min` : `${minutes} min`
}

export function ClockLine({ clock }: { clock: TicketClock }) {
  const { t, pick } = useWords()
  const { state, usedMs, allowedMs, pausedMs, provisionalFor } = clock
  const used = t('ticket.clock.used', { used: clockText(usedMs), allowed: clockText(allowedMs) })
  const tone = state === 'overdue' || state === 'broken' ? 'bad' : state === 'kept' ? 'good' : undefined
  return (
    <li className="ticket-clock">
      <div className="row">
        <ClockTag state={state} />
        <strong>{pick(clock.title)}</strong>
        <span className="small soft" title={clock.citation}>
          {clock.citation}
        </span>
      </div>
      <Meter value={usedMs / allowedMs} label={`${pick(clock.title)}：${used}`} {...(tone ? { tone } : {})} />
      <div className="row small soft">
        <span>{used}</span>
        {pausedMs >= MINUTE_MS && <span>{t('ticket.clock.paused-for', { time: clockText(pausedMs) })}</span>}
        {clock.dueAt !== null && (
          <span>
            {t('ticket.clock.until')} <Time at={clock.dueAt} show="clock" relative={clock.stoppedAt === null} />
          </span>
        )}
        {clock.stoppedAt !== null && (
          <span>
            {t('ticket.clock.stopped')} <Time at={clock.stoppedAt} show="clock" relative={false} />
          </span>
        )}
        {provisionalFor.length > 0 && (
          <span className="provisional">{t('ticket.clock.provisional', { years: provisionalFor.join('、') })}</span>
        )}
      </div>
    </li>
  )
}
