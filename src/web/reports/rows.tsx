import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { ReportDetail, TableName } from './shapes.ts'
import './reports.css'

type Row = Record<string, unknown> & { id: string }

/** Where the console shows what a row is about. */
const PAGES: Partial<Record<TableName, (row: Row) => string>> = {
  rounds: ({ id }) => `/inspections/${encodeURIComponent(id)}`,
  areas: ({ systemId }) => `/systems/${encodeURIComponent(String(systemId))}`,
  items: ({ systemId }) => `/systems/${encodeURIComponent(String(systemId))}`,
  findings: ({ ticketId }) => (typeof ticketId === 'string' ? `/tickets/${ticketId}` : '/inspections/findings'),
  tickets: ({ id }) => `/tickets/${id}`,
  backups: () => '/inspections/backups',
  drills: () => '/inspections/backups',
  records: ({ kind }) => `/tickets/records?kind=${encodeURIComponent(String(kind))}`,
  'spare-moves': () => '/tickets/spares',
  standards: () => '/tickets/assessment',
}

/** The rows behind one figure or table, as they were when the report was made. */
export function FigureRowsPage() {
  const { t, pick } = useWords()
  const { id = '', section = '', part = '' } = useParams()
  const query = useQuery({ queryKey: ['/reports', id], queryFn: () => get<ReportDetail>(`/reports/${id}`) })
  const found = query.data?.sections.find((one) => one.id === section)
  const figure = [...(found?.figures ?? []), ...(found?.tables ?? [])].find((one) => one.id === part)
  const page = figure && PAGES[figure.source.table]
  const title = figure ? `${pick(found?.title)} · ${pick(figure.title)}` : t('shelf.rows')
  return (
    <>
      <PageHead
        title={title}
        meta={figure && t('shelf.rows.count', { count: figure.source.count })}
        back={{ to: `/reports/${id}`, text: query.data?.number ?? t('place.reports') }}
      />
      <p className="soft shelf-lead">{t('shelf.rows.what')}</p>
      <Panel padded={false}>
        <PagedTable<Row>
          label={title}
          path={`/reports/${id}/figures/${section}/${part}`}
          rowKey={(row) => row.id}
          limit={100}
          empty={<Empty title={t('shelf.rows.none')} />}
          columns={[
            { key: 'id', title: t('shelf.number'), lead: true, width: 300, cell: (row) => <code>{row.id}</code> },
            { key: 'raw', title: t('shelf.rows.raw'), cell: (row) => <Raw row={row} /> },
            {
              key: 'open',
              title: '',
              width: 100,
              cell: (row) =>
                page && (
                  <Link to={page(row)} aria-label={`${t('shelf.rows.open')} ${row.id}`}>
                    {t('shelf.rows.open')}
                  </Link>
                ),
            },
          ]}
        />
      </Panel>
    </>
  )
}

const SHOWN = 110

function Raw({ row }: { row: Row }) {
  const { id: _, ...rest } = row
  const text = JSON.stringify(rest)
  return (
    <details className="shelf-raw">
      <summary>{text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}</summary>
      <pre>{JSON.stringify(row, null, 2)}</pre>
    </details>
  )
}
