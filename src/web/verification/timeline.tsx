// The three times against the validity of the certificates, drawn by hand; beside it the same in words.

import type { ReactNode } from 'react'
import type { VerificationReport } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { formatDay, formatTime, Time } from '../pieces/time.tsx'
import { useWidth } from '../pieces/width.ts'
import { type Bar, type Mark, shareOf, type Timeline, ticksOf, timelineOf } from './scale.ts'

const LANE_PX = 26
const AXIS_PX = 22
const NARROW_PX = 560
/** Room for the names left of the lanes; on a phone they stand above theirs. */
const GUTTER_PX = 168
const NAME_PX = 16
const TICK_PX = 92
/** Of a name, in the width of one Chinese character. */
const NAME_CHARACTERS = 12

function shorten(name: string): string {
  let room = NAME_CHARACTERS
  for (const [index, character] of [...name].entries()) {
    room -= character.charCodeAt(0) > 0x2e80 ? 1 : 0.56
    if (room < 0) return `${[...name].slice(0, Math.max(1, index - 1)).join('')}…`
  }
  return name
}

interface Room {
  line: Timeline
  width: number
  left: number
  lanePx: number
  /** The pixel of a moment. */
  x: (at: number) => number
}

function Lane({ room, index, name, children }: { room: Room; index: number; name: string; children: ReactNode }) {
  const top = AXIS_PX + index * room.lanePx
  return (
    <g transform={`translate(0 ${top})`}>
      <line className="rule" x1={0} x2={room.width} y1={room.lanePx} y2={room.lanePx} />
      <text className="name" x={room.left ? 0 : 2} y={room.left ? 17 : 13}>
        {room.left ? shorten(name) : name}
        <title>{name}</title>
      </text>
      <g transform={`translate(0 ${room.lanePx - LANE_PX})`}>{children}</g>
    </g>
  )
}

/** A shape for each time: hollow for what is only said, filled for what is proven. */
function MarkShape({ kind, x }: { kind: Mark['kind']; x: number }) {
  const y = LANE_PX / 2
  if (kind === 'claimed') return <path className="claimed" d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} />
  if (kind === 'proven') return <path className="proven" d={`M${x} ${y - 7}l7 7l-7 7l-7 -7z`} />
  if (kind === 'stops') return <path className="stops" d={`M${x - 5} ${y - 5}l10 10m0 -10l-10 10`} />
  return <circle className="validation" cx={x} cy={y} r={6} />
}

function MarkLane({ mark, room, index }: { mark: Mark; room: Room; index: number }) {
  const { t } = useWords()
  const x = room.x(mark.at)
  const isRight = x > room.left + (room.width - room.left) * 0.6
  return (
    <Lane room={room} index={index} name={t(`times.short.${mark.kind}`)}>
      <MarkShape kind={mark.kind} x={x} />
      <text className="value" x={x + (isRight ? -11 : 11)} y={17} textAnchor={isRight ? 'end' : 'start'}>
        {mark.kind === 'stops' ? formatDay(mark.at) : formatTime(mark.at)}
      </text>
    </Lane>
  )
}

function BarLane({ bar, room, index }: { bar: Bar; room: Room; index: number }) {
  const { t } = useWords()
  const [from, until] = [Math.max(room.x(bar.from), room.left), Math.min(room.x(bar.until), room.width)]
  const isCutLeft = room.x(bar.from) < room.left
  const isCutRight = room.x(bar.until) > room.width
  const dates = `${isCutLeft ? '‹ ' : ''}${formatDay(bar.from)} – ${formatDay(bar.until)}${isCutRight ? ' ›' : ''}`
  return (
    <Lane room={room} index={index} name={bar.name}>
      {until > from && <rect className={`bar-of ${bar.role}`} x={from} y={6} width={until - from} height={14} rx={2} />}
      <text className="value in-bar" x={until > from ? Math.min(from + 6, room.width - 150) : room.left + 6} y={17}>
        {until > from ? dates : `${dates} ${t('times.outside')}`}
      </text>
    </Lane>
  )
}

function Drawing({ line, width }: { line: Timeline; width: number }) {
  const { t } = useWords()
  const isNarrow = width < NARROW_PX
  const left = isNarrow ? 0 : GUTTER_PX
  const lanePx = isNarrow ? LANE_PX + NAME_PX : LANE_PX
  const x = (at: number) => left + shareOf(line, at) * (width - left)
  const room: Room = { line, width, left, lanePx, x }
  const height = AXIS_PX + (line.marks.length + line.bars.length) * lanePx
  return (
    <svg
      className="timeline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t('times.drawing')}
    >
      {ticksOf(line, Math.max(2, Math.floor((width - left) / TICK_PX))).map(({ at, text }) => (
        <g key={at}>
          <line className="tick" x1={x(at)} x2={x(at)} y1={AXIS_PX - 4} y2={height} />
          <text className="axis" x={x(at)} y={12} textAnchor={x(at) > width - 30 ? 'end' : 'middle'}>
            {text}
          </text>
        </g>
      ))}
      {line.marks.map(({ kind, at }, index) => (
        <line
          key={kind}
          className={`drop-line ${kind}`}
          x1={x(at)}
          x2={x(at)}
          y1={AXIS_PX + (index + 1) * lanePx - LANE_PX / 2}
          y2={height}
        />
      ))}
      {line.bars.map((bar, index) => (
        <BarLane key={bar.key} bar={bar} room={room} index={line.marks.length + index} />
      ))}
      {line.marks.map((mark, index) => (
        <MarkLane key={mark.kind} mark={mark} room={room} index={index} />
      ))}
    </svg>
  )
}

/** Three times side by side, because mixing them up is how a forged date passes; below them the certificates they fall into. */
export function Times({ report }: { report: VerificationReport }) {
  const { t, pick } = useWords()
  const { ref, width } = useWidth()
  const line = timelineOf(report)
  const { times, stopsValidating } = report
  return (
    <Panel title={t('times.title')}>
      <div className="stack">
        <div className="times">
          {(['claimed', 'proven', 'validation'] as const).map((kind) => (
            <div key={kind}>
              <h3>{t(`times.${kind}`)}</h3>
              <div>{times[kind] === undefined ? t('times.absent') : <Time at={times[kind]} />}</div>
              <p className="small soft">{t(`times.${kind}-means`)}</p>
            </div>
          ))}
          {stopsValidating && (
            <div>
              <h3>{t('times.stops')}</h3>
              <Time at={stopsValidating.at} show="day" />
              <p className="small soft">{pick(stopsValidating.text) || stopsValidating.code}</p>
            </div>
          )}
        </div>
        <div ref={ref} className="timeline-box">
          {width > 0 && <Drawing line={line} width={width} />}
        </div>
        <ul className="unseen">
          {line.marks.map(({ kind, at }) => (
            <li key={kind}>
              {t(`times.short.${kind}`)}：{formatTime(at)}
            </li>
          ))}
          {line.bars.map((bar) => (
            <li key={bar.key}>
              {t('times.validity-of', { name: bar.name })}：{formatDay(bar.from)} – {formatDay(bar.until)}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}
