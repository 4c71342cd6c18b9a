// Service records: one page for every kind. Forms and columns follow from the kinds the server names.

import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { type BothTexts, useWords } from '../language/index.ts'
import { type Field, FormDialog, type Values } from '../pieces/field-form.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Column } from '../pieces/table.tsx'
import { shanghaiDay } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { TicketTabs } from '../tickets/tabs.tsx'
import '../tickets/tickets.css'

interface Kind {
  id: string
  title: BothTexts
  purpose: BothTexts
  fields: { name: string; title: BothTexts; type: Field['type']; isRequired: boolean }[]
}
interface ServiceRecord {
  id: string
  kind: string
  onDate: string
  title: string
  data: Record<string, string | number>
  createdBy: string
}

function RecordDialog({
  kind,
  record,
  onClose,
}: {
  kind: Kind
  record: ServiceRecord | undefined
  onClose: () => void
}) {
  const { t, pick } = useWords()
  const initial: Values = Object.fromEntries(
    Object.entries(record?.data ?? {}).map(([name, value]) => [name, String(value)]),
  )
  return (
    <FormDialog
      title={`${t(record ? 'record.correct' : 'record.new')} · ${pick(kind.title)}`}
      intro={pick(kind.purpose)}
      actionText={t('action.save')}
      initial={{ ...initial, onDate: record?.onDate ?? shanghaiDay(), title: record?.title ?? '' }}
      fields={[
        { name: 'onDate', title: t('record.on'), type: 'date', isRequired: true },
        { name: 'title', title: t('record.name'), type: 'text', isRequired: true },
        ...kind.fields.map(({ title, ...field }) => ({ ...field, title: pick(title) })),
      ]}
      send={({ onDate, title, ...data }) =>
        write(record ? 'PUT' : 'POST', record ? `/records/${record.id}` : '/records', {
          kind: kind.id,
          onDate,
          title,
          data,
        })
      }
      onClose={onClose}
    />
  )
}

function Records({ kind }: { kind: Kind }) {
  const { t, pick } = useWords()
  const mayOperate = useMay('operate')
  const [edited, setEdited] = useState<ServiceRecord | 'new'>()
  const columns: Column<ServiceRecord>[] = [
    {
      key: 'title',
      title: t('record.name'),
      lead: true,
      cell: (row) =>
        mayOperate ? (
          <Button type="link" size="small" className="flush" onClick={() => setEdited(row)}>
            {row.title}
          </Button>
        ) : (
          row.title
        ),
    },
    { key: 'on', title: t('record.on'), width: 110, cell: (row) => row.onDate },
    ...kind.fields.map(({ name, title, type }) => ({
      key: name,
      title: pick(title),
      number: type === 'count',
      cell: (row: ServiceRecord) => <span className="ticket-text">{row.data[name] ?? '—'}</span>,
    })),
    { key: 'by', title: t('record.by'), width: 100, cell: (row) => row.createdBy },
  ]
  return (
    <Panel
      title={pick(kind.purpose)}
      padded={false}
      extra={
        mayOperate && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
            {t('record.new')}
          </Button>
        )
      }
    >
      {edited && (
        <RecordDialog kind={kind} record={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      <PagedTable<ServiceRecord>
        label={pick(kind.title)}
        path="/records"
        query={{ kind: kind.id }}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Empty title={t('record.none')} />}
      />
    </Panel>
  )
}

export function RecordsPage() {
  const { t, pick } = useWords()
  const { set, value } = useFilters()
  const query = useQuery({ queryKey: ['/record-kinds'], queryFn: () => get<{ items: Kind[] }>('/record-kinds') })
  const kinds = query.data?.items ?? []
  const kind = kinds.find(({ id }) => id === value('kind')) ?? kinds[0]
  return (
    <>
      <PageHead title={t('place.tickets')} documentTitle={t('record.title')} meta={t('record.title')} />
      <TicketTabs />
      <div className="stack">
        <ProblemAlert error={query.error} retry={() => void query.refetch()} />
        {kind && (
          <>
            <div className="filters-free">
              <Segmented
                aria-label={t('record.kind')}
                value={kind.id}
                onChange={(next) => set('kind', next)}
                options={kinds.map(({ id, title }) => ({ value: id, label: pick(title) }))}
              />
            </div>
            <Records key={kind.id} kind={kind} />
          </>
        )}
      </div>
    </>
  )
}
