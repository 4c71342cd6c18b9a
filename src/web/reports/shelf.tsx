import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { DayRange, useFilters } from '../pieces/filters.tsx'
import { Empty, Meter, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { FileLinks } from './files.tsx'
import { MakeDialog, useMake } from './make-dialog.tsx'
import { KINDS, type OwedReport, type ReportLine, STATE_TONES } from './shapes.ts'
import './reports.css'

const REFRESH_MS = 5_000

export function ShelfPage() {
  const { t } = useWords()
  const mayMake = useMay('make-reports')
  const [isMaking, setIsMaking] = useState(false)
  return (
    <>
      <PageHead
        title={t('place.reports')}
        meta={t('shelf.what')}
        actions={
          mayMake && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setIsMaking(true)}>
              {t('shelf.make')}
            </Button>
          )
        }
      />
      <div className="stack">
        <Owed mayMake={mayMake} />
        <Shelf />
      </div>
      {isMaking && <MakeDialog onClose={() => setIsMaking(false)} />}
    </>
  )
}

function Owed({ mayMake }: { mayMake: boolean }) {
  const { t } = useWords()
  const make = useMake()
  const owed = useQuery({
    queryKey: ['/reports', 'owed'],
    queryFn: () => get<{ items: OwedReport[]; total: number }>('/reports/owed'),
    refetchInterval: REFRESH_MS,
  })
  const columns: Column<OwedReport>[] = [
    {
      key: 'report',
      title: t('shelf.about'),
      lead: true,
      cell: ({ kind, period }) => `${t(`shelf.kind.${kind}`)} ${period}`,
    },
    {
      key: 'state',
      title: t('shelf.state'),
      cell: ({ state, isLate }) => (
        <span className="row">
          <Badge tone={STATE_TONES[state]}>{t(`shelf.state.${state}`)}</Badge>
          {isLate && <Badge tone="bad">{t('shelf.owed.late')}</Badge>}
        </span>
      ),
    },
    { key: 'due', title: t('shelf.owed.due'), cell: ({ dueBy }) => <Time at={dueBy} /> },
    {
      key: 'make',
      title: '',
      width: 130,
      cell: ({ kind, period, state }) =>
        mayMake &&
        (state === 'missing' || state === 'failed') && (
          <Button size="small" disabled={make.isPending} onClick={() => make.mutate({ kind, period })}>
            {t('shelf.owed.make')}
          </Button>
        ),
    },
  ]
  const { items, total } = owed.data ?? { items: undefined, total: 0 }
  return (
    <Panel title={t('shelf.owed')} padded={false}>
      <ProblemAlert error={make.error} />
      <Table
        label={t('shelf.owed')}
        columns={columns}
        rows={items}
        rowKey={({ kind, period }) => `${kind} ${period}`}
        error={owed.error}
        retry={() => void owed.refetch()}
        loadingRows={2}
        empty={<Empty title={t('shelf.owed.none')} />}
      />
      {items && total > items.length && (
        <p className="soft shelf-more">{t('shelf.owed.more', { total, shown: items.length })}</p>
      )}
    </Panel>
  )
}

function Shelf() {
  const { t } = useWords()
  const { search, set, value } = useFilters()
  const columns: Column<ReportLine>[] = [
    {
      key: 'number',
      title: t('shelf.number'),
      lead: true,
      cell: (row) => (
        <Link to={`/reports/${row.id}`}>
          <code>{row.number}</code>
        </Link>
      ),
    },
    { key: 'kind', title: t('shelf.kind'), cell: ({ kind }) => t(`shelf.kind.${kind}`) },
    {
      key: 'edition',
      title: t('shelf.edition'),
      cell: ({ edition }) => (
        <Badge tone={edition === 'final' ? 'good' : edition === 'preview' ? 'none' : 'warn'} bare>
          {t(`shelf.edition.${edition}`)}
        </Badge>
      ),
    },
    { key: 'state', title: t('shelf.state'), width: 180, cell: (row) => <ReportState report={row} /> },
    { key: 'made', title: t('shelf.made-at'), cell: ({ finishedAt }) => <Time at={finishedAt} show="clock" /> },
    {
      key: 'files',
      title: t('shelf.files'),
      width: 130,
      cell: ({ id, state, number }) => state === 'done' && <FileLinks id={id} number={number} />,
    },
  ]
  return (
    <Panel
      title={t('shelf.list')}
      padded={false}
      extra={
        <search className="filters shelf-filters">
          <label className="row small">
            {t('shelf.kind')}
            <select className="date" value={value('kind') ?? ''} onChange={({ target }) => set('kind', target.value)}>
              <option value="">{t('filter.all')}</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`shelf.kind.${kind}`)}
                </option>
              ))}
            </select>
          </label>
          <DayRange search={search} set={set} />
        </search>
      }
    >
      <PagedTable<ReportLine>
        label={t('shelf.list')}
        path="/reports"
        query={filters(value)}
        columns={columns}
        rowKey={({ id }) => id}
        refetchMs={REFRESH_MS}
        empty={<Empty title={t('shelf.none')}>{t('shelf.none-hint')}</Empty>}
      />
    </Panel>
  )
}

function filters(value: (name: string) => string | undefined): Record<string, string> {
  const given = ['kind', 'from', 'to'].map((name) => [name, value(name)] as const)
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

export function ReportState({ report }: { report: Pick<ReportLine, 'state' | 'stepsDone' | 'stepsTotal'> }) {
  const { t } = useWords()
  const { state, stepsDone: done, stepsTotal: total } = report
  if (state !== 'running' || total === 0) return <Badge tone={STATE_TONES[state]}>{t(`shelf.state.${state}`)}</Badge>
  const text = t('shelf.progress', { done, total })
  return (
    <div>
      <div className="small">{text}</div>
      <Meter value={done / total} label={text} />
    </div>
  )
}
