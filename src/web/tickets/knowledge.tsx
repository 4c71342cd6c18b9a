import { Input } from 'antd'
import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import type { KnowledgeEntry } from './shapes.ts'
import { TicketTabs } from './tabs.tsx'
import './tickets.css'

export function KnowledgePage() {
  const { t } = useWords()
  const { set, value } = useFilters()
  const long = (name: 'phenomenon' | 'cause' | 'resolution'): Column<KnowledgeEntry> => ({
    key: name,
    title: t(`ticket.${name}`),
    cell: (row) => <span className="ticket-text">{row[name]}</span>,
  })
  const columns: Column<KnowledgeEntry>[] = [
    {
      key: 'title',
      title: t('ticket.title'),
      lead: true,
      cell: (row) => (row.ticketId === null ? row.title : <Link to={`/tickets/${row.ticketId}`}>{row.title}</Link>),
    },
    long('phenomenon'),
    long('cause'),
    long('resolution'),
    { key: 'at', title: t('record.on'), width: 150, cell: (row) => <Time at={row.writtenAt} show="day" /> },
  ]
  return (
    <>
      <PageHead title={t('place.tickets')} documentTitle={t('knowledge.title')} meta={t('knowledge.what')} />
      <TicketTabs />
      <Panel padded={false}>
        <search className="filters">
          <Input.Search
            aria-label={t('knowledge.search')}
            placeholder={t('knowledge.search')}
            defaultValue={value('q') ?? ''}
            allowClear
            onSearch={(text) => set('q', text)}
          />
        </search>
        <PagedTable<KnowledgeEntry>
          label={t('knowledge.title')}
          path="/knowledge"
          query={{ q: value('q') }}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('knowledge.none')}>{t('knowledge.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}
