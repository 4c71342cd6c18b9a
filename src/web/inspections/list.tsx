import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { get, type Page } from '../api.ts'
import type { RoundSummary } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Empty, Meter, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { RoundState } from '../pieces/round-words.tsx'
import type { Column } from '../pieces/table.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Board } from './board.tsx'
import { RoundCalendar } from './calendar.tsx'
import { StartRound } from './start.tsx'
import { InspectionTabs } from './tabs.tsx'
import { YearOfRounds } from './year.tsx'
import './inspections.css'

function useColumns(): Column<RoundSummary>[] {
  const { t, pick } = useWords()
  return [
    {
      key: 'round',
      title: t('round.round'),
      lead: true,
      cell: (row) => (
        <Link to={`/inspections/${encodeURIComponent(row.id)}`}>
          {row.date} {t('round.named', { slot: pick(row.title) })}
        </Link>
      ),
    },
    { key: 'state', title: t('round.state'), width: 150, cell: (row) => <RoundState state={row.state} /> },
    { key: 'planned', title: t('round.planned'), width: 180, cell: (row) => <Time at={row.plannedAt} show="clock" /> },
    {
      key: 'progress',
      title: t('round.done'),
      width: 160,
      cell: ({ progress: { done, total } }) => (
        <div className="progress">
          <Meter value={total ? done / total : 0} label={t('round.progress', { done, total })} />
          <span className="small">
            {done} / {total}
          </span>
        </div>
      ),
    },
    {
      key: 'counts',
      title: t('round.counts'),
      cell: ({ counts }) => (
        <span className="row">
          {counts.abnormal > 0 && <Badge tone="bad">{`${t('verdict.abnormal')} ${counts.abnormal}`}</Badge>}
          {counts.warning > 0 && <Badge tone="warn">{`${t('verdict.warning')} ${counts.warning}`}</Badge>}
          {counts.unchecked > 0 && <Badge tone="unknown">{`${t('verdict.unchecked')} ${counts.unchecked}`}</Badge>}
          {counts.normal > 0 && <Badge tone="good">{`${t('verdict.normal')} ${counts.normal}`}</Badge>}
        </span>
      ),
    },
  ]
}

function Calendar() {
  const [search, setSearch] = useSearchParams()
  const month = search.get('month') ?? formatDay(Date.now()).slice(0, 7)
  const query = useQuery({
    queryKey: ['/rounds', 'month', month],
    queryFn: () =>
      get<Page<RoundSummary>>('/rounds', { from: `${month}-01`, to: `${month}-${lastDay(month)}`, limit: 100 }),
  })
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  return (
    <RoundCalendar
      month={month}
      rounds={query.data?.items ?? []}
      onMonth={(next) => setSearch({ show: 'calendar', month: next })}
    />
  )
}

export function lastDay(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, '0')
}

const VIEWS: Readonly<Record<string, () => ReactNode>> = {
  board: () => <Board />,
  calendar: () => <Calendar />,
  year: () => <YearOfRounds />,
}

export function InspectionsPage() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const [isStarting, setIsStarting] = useState(false)
  const mayOperate = useMay('operate')
  const columns = useColumns()
  const show = search.get('show') ?? 'list'
  return (
    <>
      <PageHead
        title={t('place.inspections')}
        meta={t('round.what')}
        actions={
          mayOperate && (
            <Button icon={<PlusOutlined />} onClick={() => setIsStarting(true)}>
              {t('round.extra')}
            </Button>
          )
        }
      />
      {isStarting && <StartRound onClose={() => setIsStarting(false)} />}
      <InspectionTabs />
      <Panel padded={false}>
        <div className="filters">
          <Segmented
            aria-label={t('round.show')}
            value={show}
            onChange={(value) => setSearch(value === 'list' ? {} : { show: value })}
            options={[
              { value: 'list', label: t('round.as-list') },
              { value: 'board', label: t('round.as-board') },
              { value: 'calendar', label: t('round.as-calendar') },
              { value: 'year', label: t('round.as-year') },
            ]}
          />
        </div>
        {show in VIEWS ? (
          <div className="body">{VIEWS[show]?.()}</div>
        ) : (
          <PagedTable<RoundSummary>
            label={t('round.list')}
            path="/rounds"
            columns={columns}
            limit={30}
            refetchMs={10_000}
            rowKey={(row) => row.id}
            empty={<Empty title={t('round.none')}>{t('round.none-hint')}</Empty>}
          />
        )}
      </Panel>
    </>
  )
}
