import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { RoundSummary } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { RoundState } from '../pieces/round-words.tsx'
import { ScrollRegion } from '../pieces/scroll-region.tsx'
import { formatDay } from '../pieces/time.tsx'

interface Props {
  /** `2026-11`. */
  month: string
  rounds: readonly RoundSummary[]
  onMonth: (month: string) => void
}

const DAY_MS = 24 * 60 * 60 * 1000

/** The weeks of a month, Monday first, as civil dates; the days around it fill the first and last week. */
export function weeksOf(month: string): string[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  const start = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS
  const weeks: string[][] = []
  for (let monday = start; weeks.length === 0 || iso(monday).slice(0, 7) <= month; monday += 7 * DAY_MS)
    weeks.push([0, 1, 2, 3, 4, 5, 6].map((day) => iso(monday + day * DAY_MS)))
  return weeks
}

function iso(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

export function moveMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

function weekday(date: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { weekday: 'short', timeZone: 'UTC' }).format(
    Date.parse(date),
  )
}

export function RoundCalendar({ month, rounds, onMonth }: Props) {
  const { t, pick, language } = useWords()
  const weeks = weeksOf(month)
  const today = formatDay(Date.now())
  return (
    <div className="calendar">
      <div className="row">
        <Button
          size="small"
          icon={<LeftOutlined />}
          aria-label={t('calendar.previous')}
          onClick={() => onMonth(moveMonth(month, -1))}
        />
        <strong>{month}</strong>
        <Button
          size="small"
          icon={<RightOutlined />}
          aria-label={t('calendar.next')}
          onClick={() => onMonth(moveMonth(month, 1))}
        />
      </div>
      <ScrollRegion label={`${t('round.as-calendar')} ${month}`}>
        <table>
          <caption className="unseen">{`${t('round.as-calendar')} ${month}`}</caption>
          <thead>
            <tr>
              {weeks[0]?.map((date) => (
                <th key={date} scope="col">
                  {weekday(date, language)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]}>
                {week.map((date) => (
                  <td
                    key={date}
                    className={[date.slice(0, 7) !== month && 'outside', date === today && 'today']
                      .filter(Boolean)
                      .join(' ')}
                  >
                    <span className="day">{Number(date.slice(8))}</span>
                    {rounds
                      .filter((round) => round.date === date)
                      .map((round) => (
                        <Link
                          key={round.id}
                          to={`/inspections/${encodeURIComponent(round.id)}`}
                          title={pick(round.title)}
                        >
                          {pick(round.title).slice(0, language === 'zh' ? 2 : 7)} <RoundState state={round.state} />
                        </Link>
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  )
}
