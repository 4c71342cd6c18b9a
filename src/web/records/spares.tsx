import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import type { Moment } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { FormDialog } from '../pieces/field-form.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { TicketTabs } from '../tickets/tabs.tsx'
import '../tickets/tickets.css'

const MOVES = ['received', 'used', 'replaced', 'returned', 'scrapped'] as const

interface Part {
  id: string
  name: string
  model: string
  place: string
  stock: number
  minStock: number
  isLow: boolean
}
interface Move {
  id: string
  kind: (typeof MOVES)[number]
  change: number
  serial: string | null
  device: string | null
  note: string | null
  by: string
  at: Moment
}

function NewPart({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  return (
    <FormDialog
      title={t('spare.add')}
      actionText={t('action.save')}
      initial={{ minStock: '1' }}
      fields={[
        { name: 'name', title: t('spare.name'), type: 'text', isRequired: true },
        { name: 'model', title: t('spare.model'), type: 'text', isRequired: true },
        { name: 'place', title: t('spare.place'), type: 'text', isRequired: true },
        { name: 'minStock', title: t('spare.min'), type: 'count', isRequired: true },
      ]}
      send={(part) => write('POST', '/spares', part)}
      onClose={onClose}
    />
  )
}

function MoveDialog({ part, onClose }: { part: Part; onClose: () => void }) {
  const { t } = useWords()
  return (
    <FormDialog
      title={`${t('spare.move')} · ${part.name}`}
      actionText={t('action.save')}
      initial={{ kind: 'received', count: '1' }}
      fields={[
        {
          name: 'kind',
          title: t('spare.kind'),
          type: 'choice',
          isRequired: true,
          options: MOVES.map((value) => ({ value, label: t(`spare.kind.${value}`) })),
        },
        { name: 'count', title: t('spare.count'), type: 'count', isRequired: true },
        { name: 'serial', title: t('spare.serial'), type: 'text' },
        { name: 'device', title: t('spare.device'), type: 'text', hint: t('spare.device.hint') },
        { name: 'note', title: t('ticket.note'), type: 'text' },
      ]}
      send={(move) => write('POST', `/spares/${part.id}/moves`, move)}
      onClose={onClose}
    />
  )
}

function Moves({ part }: { part: Part }) {
  const { t } = useWords()
  const columns: Column<Move>[] = [
    { key: 'kind', title: t('spare.kind'), lead: true, cell: (row) => t(`spare.kind.${row.kind}`) },
    { key: 'count', title: t('spare.count'), width: 80, number: true, cell: (row) => row.change },
    { key: 'serial', title: t('spare.serial'), cell: (row) => row.serial ?? '—' },
    { key: 'device', title: t('spare.device'), cell: (row) => row.device ?? '—' },
    { key: 'note', title: t('ticket.note'), cell: (row) => row.note ?? '—' },
    { key: 'by', title: t('record.by'), cell: (row) => row.by },
    { key: 'at', title: t('spare.at'), cell: (row) => <Time at={row.at} show="clock" /> },
  ]
  return (
    <Panel title={t('spare.moves', { name: part.name })} padded={false}>
      <PagedTable<Move>
        label={t('spare.moves', { name: part.name })}
        path={`/spares/${part.id}/moves`}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Empty title={t('spare.moves.none')} />}
      />
    </Panel>
  )
}

export function SparesPage() {
  const { t } = useWords()
  const mayOperate = useMay('operate')
  const [isAdding, setIsAdding] = useState(false)
  const [moved, setMoved] = useState<Part>()
  const [shownId, setShownId] = useState<string>()
  const query = useQuery({ queryKey: ['/spares'], queryFn: () => get<{ items: Part[] }>('/spares') })
  const shown = query.data?.items.find(({ id }) => id === shownId)
  const columns: Column<Part>[] = [
    {
      key: 'name',
      title: t('spare.name'),
      lead: true,
      cell: (row) => (
        <Button type="link" size="small" className="flush" onClick={() => setShownId(row.id)}>
          {row.name}
        </Button>
      ),
    },
    { key: 'model', title: t('spare.model'), cell: (row) => row.model },
    { key: 'place', title: t('spare.place'), cell: (row) => row.place },
    {
      key: 'stock',
      title: t('spare.stock'),
      width: 190,
      cell: (row) => (
        <span>
          {row.stock} {row.isLow && <Badge tone="warn">{t('spare.low')}</Badge>}
        </span>
      ),
    },
    { key: 'min', title: t('spare.min'), width: 100, number: true, cell: (row) => row.minStock },
    {
      key: 'move',
      title: '',
      width: 100,
      cell: (row) =>
        mayOperate && (
          <Button size="small" onClick={() => setMoved(row)}>
            {t('spare.move')}
          </Button>
        ),
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.tickets')}
        documentTitle={t('spare.title')}
        meta={t('spare.what')}
        actions={
          mayOperate && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setIsAdding(true)}>
              {t('spare.add')}
            </Button>
          )
        }
      />
      {isAdding && <NewPart onClose={() => setIsAdding(false)} />}
      {moved && <MoveDialog part={moved} onClose={() => setMoved(undefined)} />}
      <TicketTabs />
      <div className="stack">
        <Panel padded={false}>
          <Table
            label={t('spare.title')}
            columns={columns}
            rows={query.data?.items}
            rowKey={(row) => row.id}
            error={query.error}
            retry={() => void query.refetch()}
            empty={<Empty title={t('spare.none')}>{t('spare.none-hint')}</Empty>}
          />
        </Panel>
        {shown && <Moves part={shown} />}
      </div>
    </>
  )
}
