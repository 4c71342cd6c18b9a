// The lifetimes of all lineages over the days to come, drawn by hand. The table below it says the same in words.

import type { ReactNode } from 'react'
import { useWords } from '../../language/index.ts'
import { formatDay, instantOf } from '../../pieces/time.tsx'
import { useWidth } from '../../pieces/width.ts'
import type { ExpiryLane, ExpiryPlan } from './shapes.ts'

const LANE_PX = 24
const AXIS_PX = 22
const CEILING_PX = 16
const NARROW_PX = 620
/** Room for the names left of the lanes; on a phone they stand above theirs. */
const GUTTER_PX = 176
const NAME_PX = 16
const MONTH_PX = 64
/** Of a name in the gutter, in Latin letters. */
const NAME_LETTERS = 24

interface Room {
  from: number
  until: number
  width: number
  left: number
  lanePx: number
  top: number
}

const at = (moment: string | number) => instantOf(moment) ?? 0

/** The pixel of a moment; what lies outside ends at the edge. */
function pixel({ from, until, width, left }: Room, moment: number): number {
  const share = Math.max(0, Math.min(1, (moment - from) / (until - from)))
  return left + share * (width - left - 8)
}

const isShown = ({ from, until }: Room, moment: number) => moment >= from && moment <= until

/** Midnights (Shanghai) on which a month begins, as many as there is room for. */
function monthsOf(room: Room): number[] {
  const months: number[] = []
  const [year = 0, month = 0] = formatDay(room.from).split('-').map(Number)
  for (let next = month; ; next++) {
    const begin = Date.UTC(year, next, 1) - 8 * 3_600_000
    if (begin > room.until) break
    months.push(begin)
  }
  const fitting = Math.max(1, Math.floor((room.width - room.left) / MONTH_PX))
  const step = Math.ceil(months.length / fitting)
  return months.filter((_, index) => index % step === 0)
}

function Axis({ room, height }: { room: Room; height: number }) {
  return monthsOf(room).map((month) => {
    const x = pixel(room, month)
    return (
      <g key={month}>
        <line className="tick" x1={x} x2={x} y1={AXIS_PX} y2={height} />
        <text className="axis" x={x + 3} y={15}>
          {formatDay(month).slice(0, 7)}
        </text>
      </g>
    )
  })
}

function Ceilings({ plan, room, height }: { plan: ExpiryPlan; room: Room; height: number }) {
  const { t } = useWords()
  return plan.ceilings.map((ceiling) => {
    const x = pixel(room, at(ceiling.at))
    const isRight = x > room.width * 0.6
    return (
      <g key={at(ceiling.at)}>
        <line className="ceiling" x1={x} x2={x} y1={AXIS_PX} y2={height} />
        <text
          className="ceiling-text"
          x={x + (isRight ? -4 : 4)}
          y={AXIS_PX + 12}
          textAnchor={isRight ? 'end' : 'start'}
        >
          {t('calendar.ceiling', { day: formatDay(ceiling.at), days: ceiling.maxValidityDays })}
        </text>
      </g>
    )
  })
}

/** One stretch a level, from where it begins to where the next does. */
function Stretches({ lane, room }: { lane: ExpiryLane; room: Room }) {
  const steps = [{ level: 'ok' as const, at: lane.notBefore }, ...lane.steps.filter(({ level }) => level !== 'expired')]
  return steps.map((step, index) => {
    const from = pixel(room, at(step.at))
    const until = pixel(room, at(steps[index + 1]?.at ?? lane.notAfter))
    return until > from ? (
      <rect key={step.level} className={`life ${step.level}`} x={from} y={6} width={until - from} height={12} />
    ) : null
  })
}

function Marks({ lane, room }: { lane: ExpiryLane; room: Room }) {
  const { t } = useWords()
  const y = LANE_PX / 2
  const named = (key: string, moment: number, text: string, shape: (x: number) => ReactNode) =>
    isShown(room, moment) ? (
      <g key={`${key}${moment}`}>
        <title>{`${text} ${formatDay(moment)}`}</title>
        {shape(pixel(room, moment))}
      </g>
    ) : null
  return (
    <>
      {/* The first one is the renewal that is due. */}
      {lane.renewals
        .slice(1)
        .map((renewal) =>
          named('again', at(renewal), t('calendar.mark.again'), (x) => <path className="again" d={`M${x} 3v18`} />),
        )}
      {named('renew', at(lane.renewBy), t('lineage.calendar.renew'), (x) => (
        <path className="renew" d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} />
      ))}
      {lane.evidence.map(({ kind, until }) =>
        named(kind, at(until), t(`validation-evidence.kind.${kind}`), (x) => (
          <rect className="evidence" x={x - 4} y={y - 4} width={8} height={8} />
        )),
      )}
      {lane.waivers.map(({ code, until }) =>
        named(code, at(until), `${t('lineage.waived')} ${code}`, (x) => (
          <circle className="waiver" cx={x} cy={y} r={5} />
        )),
      )}
      {named('end', at(lane.notAfter), t('lineage.calendar.expired'), (x) => (
        <path className="end" d={`M${x} 3v18`} />
      ))}
    </>
  )
}

function shorten(name: string): string {
  return name.length > NAME_LETTERS ? `${name.slice(0, NAME_LETTERS - 1)}…` : name
}

function Lane({ lane, room, index }: { lane: ExpiryLane; room: Room; index: number }) {
  const { t } = useWords()
  const isOver = at(lane.notAfter) < room.from
  return (
    <g transform={`translate(0 ${room.top + index * room.lanePx})`}>
      <line className="rule" x1={0} x2={room.width} y1={room.lanePx} y2={room.lanePx} />
      <text className="name" x={room.left ? 0 : 2} y={room.left ? 16 : 13}>
        {room.left ? shorten(lane.name) : lane.name}
        <title>{`${lane.name} · ${lane.owner}`}</title>
      </text>
      <g transform={`translate(0 ${room.lanePx - LANE_PX})`}>
        <Stretches lane={lane} room={room} />
        <Marks lane={lane} room={room} />
        {isOver && (
          <text className="over" x={room.left + 4} y={16}>
            {t('calendar.over', { day: formatDay(lane.notAfter) })}
          </text>
        )}
      </g>
    </g>
  )
}

export function CalendarDrawing({ plan }: { plan: ExpiryPlan }) {
  const { t } = useWords()
  const { ref, width } = useWidth()
  const isNarrow = width < NARROW_PX
  const room: Room = {
    from: at(plan.from),
    until: at(plan.until),
    width,
    left: isNarrow ? 0 : GUTTER_PX,
    lanePx: isNarrow ? LANE_PX + NAME_PX : LANE_PX,
    top: AXIS_PX + (plan.ceilings.length > 0 ? CEILING_PX : 0),
  }
  const height = room.top + plan.lanes.length * room.lanePx
  return (
    <div ref={ref} className="calendar-box">
      {width > 0 && (
        <svg
          className="calendar"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={t('calendar.drawing', { count: plan.lanes.length })}
        >
          <Axis room={room} height={height} />
          {plan.lanes.map((lane, index) => (
            <Lane key={lane.id} lane={lane} room={room} index={index} />
          ))}
          <Ceilings plan={plan} room={room} height={height} />
        </svg>
      )}
    </div>
  )
}
