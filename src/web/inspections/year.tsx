// A year at one glance: a column a day, a row a month, each day its morning above its evening; other plans' rounds stand beside.

import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import type { BothTexts } from '../language/index.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Bones } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { ScrollRegion } from '../pieces/scroll-region.tsx'
import { formatDay } from '../pieces/time.tsx'

interface PastRound {
  id: string
  plan: string
  date: string
  slot: string
  title: BothTexts
  state: string
  isCounted: boolean
}

interface History {
  items: PastRound[]
  completion: { planned: number; onTime: number; late: number; missed: number }
}

const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'))
const DAYS = Array.from({ length: 31 }, (_, day) => String(day + 1).padStart(2, '0'))
const LEGEND = ['done-on-time', 'done-late', 'made-up', 'missed', 'awaiting-review', 'awaiting-manual', 'planned']

function Mark({ round, kind }: { round: PastRound; kind: 'half' | 'dot' }) {
  const { t, pick } = useWords()
  const state = t(`round.state.${round.state}` as TextKey)
  const title = `${round.date} ${t('round.named', { slot: pick(round.title) })} · ${state}`
  return (
    <Link
      className={`mark ${kind} state-${round.state}`}
      to={`/inspections/${encodeURIComponent(round.id)}`}
      title={title}
      aria-label={title}
    />
  )
}

function Day({ rounds, isToday }: { rounds: readonly PastRound[]; isToday: boolean }) {
  const daily = rounds.filter(({ isCounted }) => isCounted)
  const others = rounds.filter(({ isCounted }) => !isCounted)
  return (
    <td className={isToday ? 'today' : undefined}>
      <span className="halves">
        {daily.map((round) => (
          <Mark key={round.id} round={round} kind="half" />
        ))}
      </span>
      {others.slice(0, 1).map((round) => (
        <Mark key={round.id} round={round} kind="dot" />
      ))}
    </td>
  )
}

export function YearOfRounds() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const today = formatDay(Date.now())
  const year = Number(search.get('year') ?? today.slice(0, 4))
  const query = useQuery({
    queryKey: ['/rounds', 'year', year],
    queryFn: () => get<History>('/round-history', { year }),
  })
  const show = (next: number) => setSearch({ show: 'year', year: String(next) })
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <Bones lines={12} />
  const { items, completion } = query.data
  const byDate = new Map<string, PastRound[]>()
  for (const round of items) byDate.set(round.date, [...(byDate.get(round.date) ?? []), round])
  const rate = completion.planned ? `${((completion.onTime / completion.planned) * 100).toFixed(2)}%` : '—'
  return (
    <div className="stack">
      <div className="row">
        <Button size="small" icon={<LeftOutlined />} aria-label={t('year.previous')} onClick={() => show(year - 1)} />
        <strong>{year}</strong>
        <Button size="small" icon={<RightOutlined />} aria-label={t('year.next')} onClick={() => show(year + 1)} />
        <span>{t('year.rate', { rate, ...completion })}</span>
      </div>
      <ScrollRegion label={t('year.title', { year })}>
        <table className="year">
          <caption className="unseen">{t('year.title', { year })}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">{t('year.month')}</span>
              </th>
              {DAYS.map((day) => (
                <th key={day} scope="col">
                  {Number(day)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {MONTHS.map((month) => (
              <tr key={month}>
                <th scope="row">{Number(month)}</th>
                {DAYS.map((day) => {
                  const date = `${year}-${month}-${day}`
                  return <Day key={day} rounds={byDate.get(date) ?? []} isToday={date === today} />
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <ul className="year-legend small">
        {LEGEND.map((state) => (
          <li key={state}>
            <span className={`mark half state-${state}`} /> {t(`round.state.${state}` as TextKey)}
          </li>
        ))}
        <li>
          <span className="mark dot state-planned" /> {t('year.others')}
        </li>
      </ul>
    </div>
  )
}
