import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber, Segmented } from 'antd'
import { useId } from 'react'
import { Link } from 'react-router'
import { get, write } from '../api.ts'
import type { Moment } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Bones, Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { instantOf, shanghaiDay, Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { TicketTabs } from '../tickets/tabs.tsx'
import '../tickets/tickets.css'

interface Standard {
  id: 'purchases' | 'demands' | 'tickets' | 'patch-lists' | 'fault-response' | 'data-submission' | 'documents'
  state: 'met' | 'not-met' | 'not-applicable'
  passed: number
  counted: number
  percent: string | null
  failed: { name: string; ticketId: string | null }[]
}
interface Forecast {
  id: 'demands' | 'tickets'
  decided: number
  failed: number
  pending: number
  mayStillFail: number
}
type Grade = 'excellent' | 'good' | 'fair' | 'failed'
interface Standing {
  period: { name: string; from: Moment; to: Moment }
  grade: Grade
  met: number
  payBasisPoints: number | null
  standards: Standard[]
  forecasts: Forecast[]
  provisionalFor: number[]
}
interface Kept {
  id: string
  takenAt: Moment
  takenBy: string
  grade: Grade
  met: number
  digest: string
  isReproduced: boolean
}

const TONES: Record<Standard['state'], Tone> = { met: 'good', 'not-met': 'bad', 'not-applicable': 'none' }
const SHOWN_ROWS = 12

/** This half-year, the one before, and this year. */
function periods(): string[] {
  const day = shanghaiDay()
  const year = Number(day.slice(0, 4))
  const isFirst = day.slice(5, 7) <= '06'
  return isFirst ? [`${year}H1`, `${year - 1}H2`, `${year}`] : [`${year}H2`, `${year}H1`, `${year}`]
}

function Head({ standing }: { standing: Standing }) {
  const { t } = useWords()
  const { grade, met, payBasisPoints, period } = standing
  const isOver = (instantOf(period.to) ?? 0) <= Date.now()
  return (
    <Panel>
      <div className="sla-head">
        <span className="sla-grade">{t(`sla.grade.${grade}`)}</span>
        {!isOver && <Badge tone="accent">{t('sla.so-far')}</Badge>}
        <span>{t('sla.met', { met })}</span>
        <span className="soft">
          {payBasisPoints === null ? t('sla.pay.none') : t('sla.pay', { percent: payBasisPoints / 100 })}
        </span>
        {standing.provisionalFor.length > 0 && (
          <span className="provisional">{t('sla.provisional', { years: standing.provisionalFor.join('、') })}</span>
        )}
      </div>
    </Panel>
  )
}

function Standards({ standards }: { standards: Standard[] }) {
  const { t } = useWords()
  const columns: Column<Standard>[] = [
    { key: 'standard', title: t('sla.standard'), lead: true, cell: (row) => t(`sla.standard.${row.id}`) },
    {
      key: 'state',
      title: t('sla.state'),
      width: 170,
      cell: (row) => <Badge tone={TONES[row.state]}>{t(`sla.state.${row.state}`)}</Badge>,
    },
    {
      key: 'figures',
      title: t('sla.figures'),
      width: 170,
      number: true,
      cell: (row) =>
        row.counted === 0 ? '—' : `${row.passed} / ${row.counted}${row.percent ? `（${row.percent}%）` : ''}`,
    },
    {
      key: 'failed',
      title: t('sla.failed'),
      cell: ({ failed }) => (
        <span className="sla-failed">
          {failed.slice(0, SHOWN_ROWS).map(({ name, ticketId }) =>
            ticketId === null ? (
              <span key={name}>{name}</span>
            ) : (
              <Link key={name} to={`/tickets/${ticketId}`}>
                {name}
              </Link>
            ),
          )}
          {failed.length > SHOWN_ROWS && <span className="soft">{t('sla.and-more', { count: failed.length })}</span>}
        </span>
      ),
    },
  ]
  return (
    <Panel title={t('sla.standards')} padded={false}>
      <Table label={t('sla.standards')} columns={columns} rows={standards} rowKey={(row) => row.id} empty={null} />
    </Panel>
  )
}

interface ForecastProps {
  forecasts: Forecast[]
  /** Tickets nobody has reported yet. */
  expected: number
  onExpected: (count: number) => void
}

function Forecasts({ forecasts, expected, onExpected }: ForecastProps) {
  const { t } = useWords()
  const id = useId()
  const say = ({ decided, failed, pending, mayStillFail: more }: Forecast) => {
    if (decided + pending === 0) return t('sla.forecast.nothing')
    const figures = { decided, failed, pending, more, next: more + 1 }
    if (more < 0) return t('sla.forecast.lost', figures)
    return more === 0 ? t('sla.forecast.none-left', figures) : t('sla.forecast.left', figures)
  }
  const tone = ({ decided, pending, mayStillFail }: Forecast): Tone =>
    decided + pending === 0 ? 'none' : mayStillFail < 0 ? 'bad' : mayStillFail <= 1 ? 'warn' : 'good'
  return (
    <Panel
      title={t('sla.forecast')}
      extra={
        <span className="small">
          <label htmlFor={id}>{t('sla.expected')}</label>{' '}
          <InputNumber
            id={id}
            size="small"
            min={0}
            max={100_000}
            precision={0}
            value={expected}
            onChange={(value) => onExpected(value ?? 0)}
          />
        </span>
      }
    >
      <ul className="ticket-history">
        {forecasts.map((one) => (
          <li key={one.id}>
            <Badge tone={tone(one)}>{t(`sla.forecast.${one.id}`)}</Badge> {say(one)}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function KeptList({ period }: { period: string }) {
  const { t } = useWords()
  const query = useQuery({
    queryKey: ['/sla', period, 'kept'],
    queryFn: () => get<{ items: Kept[] }>(`/sla/${period}/assessments`),
  })
  const columns: Column<Kept>[] = [
    { key: 'at', title: t('sla.kept.at'), lead: true, cell: (row) => <Time at={row.takenAt} /> },
    {
      key: 'grade',
      title: t('sla.grade'),
      cell: (row) => `${t(`sla.grade.${row.grade}`)}（${t('sla.met', { met: row.met })}）`,
    },
    { key: 'by', title: t('sla.kept.by'), cell: (row) => row.takenBy },
    {
      key: 'same',
      title: t('sla.state'),
      cell: (row) => (
        <Badge tone={row.isReproduced ? 'good' : 'bad'}>
          {t(row.isReproduced ? 'sla.kept.same' : 'sla.kept.differs')}
        </Badge>
      ),
    },
    { key: 'digest', title: t('sla.digest'), cell: (row) => <Mono text={row.digest} what={t('sla.digest')} short /> },
  ]
  return (
    <Panel title={t('sla.kept')} padded={false}>
      <Table
        label={t('sla.kept')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.id}
        error={query.error}
        retry={() => void query.refetch()}
        empty={<Empty title={t('sla.kept.none')}>{t('sla.kept.none-hint')}</Empty>}
      />
    </Panel>
  )
}

export function SlaPage() {
  const { t } = useWords()
  const client = useQueryClient()
  const mayOperate = useMay('operate')
  const { set, value } = useFilters()
  const choices = periods()
  const period = value('period') ?? choices[0] ?? ''
  const expected = Math.max(0, Math.trunc(Number(value('expected') ?? 0)) || 0)
  const query = useQuery({
    queryKey: ['/sla', period, expected],
    queryFn: () => get<Standing>(`/sla/${encodeURIComponent(period)}`, { expected }),
    placeholderData: keepPreviousData,
  })
  const keep = useMutation({
    mutationFn: () => write('POST', `/sla/${encodeURIComponent(period)}/assessments`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/sla'] }),
  })
  return (
    <>
      <PageHead
        title={t('place.tickets')}
        documentTitle={t('sla.title')}
        meta={t('sla.what')}
        actions={
          mayOperate && (
            <Button loading={keep.isPending} onClick={() => keep.mutate()}>
              {t('sla.keep')}
            </Button>
          )
        }
      />
      <TicketTabs />
      <div className="stack">
        <Segmented
          aria-label={t('sla.period')}
          value={period}
          onChange={(next) => set('period', next)}
          options={choices}
        />
        <ProblemAlert error={query.error ?? keep.error} />
        {query.isPending && (
          <Panel>
            <Bones lines={8} />
          </Panel>
        )}
        {query.data && (
          <>
            <Head standing={query.data} />
            <Forecasts
              forecasts={query.data.forecasts}
              expected={expected}
              onExpected={(count) => set('expected', count > 0 ? String(count) : '')}
            />
            <Standards standards={query.data.standards} />
            <KeptList period={period} />
          </>
        )}
      </div>
    </>
  )
}
