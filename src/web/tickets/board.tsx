import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { FormDialog } from '../pieces/field-form.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { TICKET_KINDS, type Ticket, type TicketLine } from './shapes.ts'
import { TicketTabs } from './tabs.tsx'
import { ClockTag, pressing, TicketState, useLevelWord } from './words.tsx'
import './tickets.css'

const SHOWS = ['unfinished', 'open', 'resolved', 'closed'] as const
const LIVE_MS = 15_000

function useColumns(): Column<TicketLine>[] {
  const { t, pick } = useWords()
  const levelWord = useLevelWord()
  return [
    {
      key: 'ticket',
      title: t('ticket.ticket'),
      lead: true,
      cell: (row) => (
        <>
          <Link to={`/tickets/${row.id}`}>
            {row.number} {pick(row.title)}
          </Link>
          <div className="small soft">{[row.systemName, row.nodeName].filter(Boolean).join(' · ')}</div>
        </>
      ),
    },
    {
      key: 'kind',
      title: t('ticket.kind'),
      width: 130,
      cell: (row) => (
        <span>
          {t(`ticket.kind.${row.kind}`)} {row.kind === 'fault' && levelWord(row.level)}
        </span>
      ),
    },
    { key: 'state', title: t('ticket.state'), width: 110, cell: (row) => <TicketState ticket={row} /> },
    {
      key: 'due',
      title: t('ticket.due'),
      width: 260,
      cell: (row) => {
        const clock = row.state === 'open' ? pressing(row.clocks) : undefined
        if (!clock) return <span className="soft">—</span>
        return (
          <>
            <span>
              <ClockTag state={clock.state} /> {pick(clock.title)}
            </span>
            <div className="small">
              <Time at={clock.dueAt} show="clock" />
            </div>
          </>
        )
      },
    },
    {
      key: 'assignee',
      title: t('ticket.assignee'),
      width: 110,
      cell: (row) => row.assigneeName ?? <span className="soft">{t('ticket.assignee.none')}</span>,
    },
    {
      key: 'reported',
      title: t('ticket.reported'),
      width: 150,
      cell: (row) => <Time at={row.reportedAt} show="clock" />,
    },
  ]
}

interface Counts {
  open: number
  overdue: number
  unanswered: number
  resolved: number
}

function CountsBar() {
  const { t } = useWords()
  const { data } = useQuery({
    queryKey: ['/tickets', 'counts'],
    queryFn: () => get<Counts>('/tickets/counts'),
    refetchInterval: LIVE_MS,
  })
  const names = ['overdue', 'unanswered', 'open', 'resolved'] as const
  return (
    <dl className="ticket-counts">
      {names.map((name) => (
        <div key={name}>
          <dt>{t(`ticket.count.${name}`)}</dt>
          <dd className={name === 'overdue' && data && data.overdue > 0 ? 'bad' : undefined}>{data?.[name] ?? '—'}</dd>
        </div>
      ))}
    </dl>
  )
}

function NewTicket({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  return (
    <FormDialog
      title={t('ticket.new')}
      intro={t('ticket.level.hint')}
      actionText={t('ticket.new')}
      initial={{ kind: 'fault', site: 'urban', systemsAffected: '1' }}
      fields={[
        {
          name: 'kind',
          title: t('ticket.kind'),
          type: 'choice',
          isRequired: true,
          options: TICKET_KINDS.map((value) => ({ value, label: t(`ticket.kind.${value}`) })),
        },
        { name: 'title', title: t('ticket.title'), type: 'text', isRequired: true },
        { name: 'reportedBy', title: t('ticket.reporter'), type: 'text', isRequired: true },
        { name: 'reportedAt', title: t('ticket.reported'), type: 'moment' },
        { name: 'systemName', title: t('ticket.system'), type: 'text' },
        {
          name: 'site',
          title: t('ticket.site'),
          type: 'choice',
          options: (['urban', 'suburban'] as const).map((value) => ({ value, label: t(`ticket.site.${value}`) })),
        },
        { name: 'systemsAffected', title: t('ticket.systems-affected'), type: 'count', isRequired: true },
        { name: 'usersPercent', title: t('ticket.users-percent'), type: 'count' },
        { name: 'phenomenon', title: t('ticket.phenomenon'), type: 'long' },
      ]}
      send={async ({ reportedAt, ...values }) => {
        const at = reportedAt === undefined ? {} : { reportedAt: new Date(reportedAt).toISOString() }
        const ticket = await write<Ticket>('POST', '/tickets', { ...values, ...at })
        await navigate(`/tickets/${ticket.id}`)
      }}
      onClose={onClose}
    />
  )
}

export function TicketsPage() {
  const { t } = useWords()
  const { set, value } = useFilters()
  const [isOpening, setIsOpening] = useState(false)
  const mayOperate = useMay('operate')
  const columns = useColumns()
  const state = value('state') ?? 'unfinished'
  return (
    <>
      <PageHead
        title={t('place.tickets')}
        meta={t('ticket.what')}
        actions={
          mayOperate && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setIsOpening(true)}>
              {t('ticket.new')}
            </Button>
          )
        }
      />
      {isOpening && <NewTicket onClose={() => setIsOpening(false)} />}
      <TicketTabs />
      <CountsBar />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('ticket.show')}
            value={state}
            onChange={(next) => set('state', next === 'unfinished' ? '' : next)}
            options={SHOWS.map((one) => ({ value: one, label: t(`ticket.show.${one}`) }))}
          />
          <Input.Search
            aria-label={t('ticket.search')}
            placeholder={t('ticket.search')}
            defaultValue={value('q') ?? ''}
            allowClear
            onSearch={(text) => set('q', text)}
          />
        </search>
        <PagedTable<TicketLine>
          label={t('ticket.list')}
          path="/tickets"
          query={{ state, q: value('q') }}
          columns={columns}
          limit={50}
          refetchMs={LIVE_MS}
          rowKey={(row) => row.id}
          empty={<Empty title={t('ticket.none')}>{t('ticket.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}
