import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import type { Moment } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { FormDialog } from '../pieces/field-form.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { instantOf, shanghaiDay, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { TicketTabs } from '../tickets/tabs.tsx'
import '../tickets/tickets.css'

const KINDS = ['on-site', 'standby'] as const
type Kind = (typeof KINDS)[number]
interface Shift {
  id: string
  kind: Kind
  from: Moment
  to: Moment
  rank: number
  person: string
  phone: string
}
interface Roster {
  shifts: Shift[]
  now: Shift[]
  gaps: { kind: Kind; from: Moment; to: Moment }[]
}

const WEEK_DAYS = 7

function moved(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function NewShift({ day, onClose }: { day: string; onClose: () => void }) {
  const { t } = useWords()
  return (
    <FormDialog
      title={t('duty.plan')}
      actionText={t('duty.plan')}
      initial={{ kind: 'on-site', rank: '1', from: `${day}T08:30`, to: `${day}T17:30` }}
      fields={[
        {
          name: 'kind',
          title: t('duty.kind'),
          type: 'choice',
          isRequired: true,
          options: KINDS.map((value) => ({ value, label: t(`duty.kind.${value}`) })),
        },
        { name: 'person', title: t('duty.person'), type: 'text', isRequired: true },
        { name: 'phone', title: t('duty.phone'), type: 'text' },
        { name: 'from', title: t('duty.from'), type: 'moment', isRequired: true },
        { name: 'to', title: t('duty.to'), type: 'moment', isRequired: true },
        { name: 'rank', title: t('duty.rank'), type: 'count', isRequired: true, hint: t('duty.rank.hint') },
      ]}
      send={(shift) => write('POST', '/duty', { shifts: [shift] })}
      onClose={onClose}
    />
  )
}

function Now({ now, gaps }: Pick<Roster, 'now' | 'gaps'>) {
  const { t } = useWords()
  return (
    <div className="ticket-page">
      <Panel title={t('duty.now')}>
        {now.length === 0 && <Badge tone="warn">{t('duty.now.nobody')}</Badge>}
        <ol className="ticket-history">
          {now.map(({ id, kind, person, phone, to }) => (
            <li key={id}>
              <strong>{person}</strong> {phone} <span className="soft">{t(`duty.kind.${kind}`)}</span>{' '}
              <span className="small soft">
                {t('duty.to')} <Time at={to} show="clock" relative={false} />
              </span>
            </li>
          ))}
        </ol>
      </Panel>
      <Panel title={t('duty.gaps')}>
        {gaps.length === 0 && <Badge tone="good">{t('duty.gaps.none')}</Badge>}
        <ul className="ticket-history">
          {gaps.map(({ kind, from, to }) => (
            <li key={`${kind}${from}`}>
              <Badge tone="warn">{t(`duty.kind.${kind}`)}</Badge> <Time at={from} show="clock" relative={false} /> –{' '}
              <Time at={to} show="clock" relative={false} />
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}

export function DutyPage() {
  const { t } = useWords()
  const client = useQueryClient()
  const mayOperate = useMay('operate')
  const [isPlanning, setIsPlanning] = useState(false)
  const { set, value } = useFilters()
  const from = value('from') ?? shanghaiDay()
  const query = useQuery({ queryKey: ['/duty', from], queryFn: () => get<Roster>('/duty', { from, days: WEEK_DAYS }) })
  const remove = useMutation({
    mutationFn: (id: string) => write('POST', `/duty/${id}/removal`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/duty'] }),
  })
  const columns: Column<Shift>[] = [
    { key: 'person', title: t('duty.person'), lead: true, cell: (row) => row.person },
    { key: 'kind', title: t('duty.kind'), width: 120, cell: (row) => t(`duty.kind.${row.kind}`) },
    { key: 'from', title: t('duty.from'), cell: (row) => <Time at={row.from} relative={false} /> },
    { key: 'to', title: t('duty.to'), cell: (row) => <Time at={row.to} relative={false} /> },
    { key: 'rank', title: t('duty.rank'), width: 80, number: true, cell: (row) => row.rank },
    { key: 'phone', title: t('duty.phone'), cell: (row) => row.phone || '—' },
    {
      key: 'remove',
      title: '',
      width: 60,
      cell: (row) =>
        mayOperate &&
        (instantOf(row.from) ?? 0) > Date.now() && (
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={`${t('duty.remove')} ${row.person}`}
            onClick={() => remove.mutate(row.id)}
          />
        ),
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.tickets')}
        documentTitle={t('duty.title')}
        meta={t('duty.what')}
        actions={
          mayOperate && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setIsPlanning(true)}>
              {t('duty.plan')}
            </Button>
          )
        }
      />
      {isPlanning && <NewShift day={from} onClose={() => setIsPlanning(false)} />}
      <TicketTabs />
      <div className="stack">
        <ProblemAlert error={remove.error} />
        {query.data && <Now {...query.data} />}
        <Panel padded={false}>
          <div className="filters">
            <Button size="small" onClick={() => set('from', moved(from, -WEEK_DAYS))}>
              {t('duty.previous')}
            </Button>
            <strong>{t('duty.week', { from })}</strong>
            <Button size="small" onClick={() => set('from', moved(from, WEEK_DAYS))}>
              {t('duty.next')}
            </Button>
          </div>
          <Table
            label={t('duty.title')}
            columns={columns}
            rows={query.data?.shifts}
            rowKey={(row) => row.id}
            error={query.error}
            retry={() => void query.refetch()}
            empty={<Empty title={t('duty.none')}>{t('duty.none-hint')}</Empty>}
          />
        </Panel>
      </div>
    </>
  )
}
