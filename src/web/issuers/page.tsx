// CA connections and orders: who issues for us, what is on order, and what CAs want renewed.

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { CertificateTabs } from '../certificates/tabs.tsx'
import { useWords } from '../language/index.ts'
import { Choice } from '../pieces/field.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { Table } from '../pieces/table.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Connections } from './connections.tsx'
import { PlaceDialog } from './place-dialog.tsx'
import { ORDER_TONES, ORDERS, type Order, type OrderState, SUGGESTIONS, type Suggestion } from './shapes.ts'

const REFRESH_MS = 10_000
const STATES = [
  'working',
  'waiting',
  'issued',
  'refused',
  'failed',
  'cancelled',
] as const satisfies readonly OrderState[]

function Orders() {
  const { t, pick } = useWords()
  const { value, set } = useFilters()
  const state = value('state') ?? ''
  const orders = useQuery({
    queryKey: [ORDERS, state],
    queryFn: () => get<{ items: Order[] }>(ORDERS, { state, limit: 200 }),
    refetchInterval: REFRESH_MS,
  })
  return (
    <Panel title={t('order.list')} padded={false}>
      <div className="filters">
        <Choice
          label={t('lineage.state')}
          value={state}
          options={[
            { value: '', text: t('action.all') },
            ...STATES.map((one) => ({ value: one as string, text: t(`order.state.${one}`) })),
          ]}
          onChange={(next) => set('state', next)}
        />
      </div>
      <Table
        label={t('order.list')}
        rows={orders.data?.items}
        rowKey={({ id }) => id}
        error={orders.error}
        retry={() => void orders.refetch()}
        empty={<Empty title={t('order.none')}>{t('order.none-hint')}</Empty>}
        columns={[
          {
            key: 'name',
            title: t('order.for'),
            lead: true,
            cell: ({ id, number, commonName }) => (
              <Link to={`/certificates/issuers/orders/${id}`}>{`#${number} ${commonName}`}</Link>
            ),
          },
          { key: 'connection', title: t('order.connection'), cell: ({ connection }) => connection },
          {
            key: 'state',
            title: t('lineage.state'),
            cell: (order) => <Badge tone={ORDER_TONES[order.state]}>{t(`order.state.${order.state}`)}</Badge>,
          },
          { key: 'progress', title: t('order.progress'), cell: ({ progress }) => pick(progress) },
          { key: 'at', title: t('order.changed'), cell: ({ updatedAt }) => <Time at={updatedAt} show="clock" /> },
        ]}
      />
    </Panel>
  )
}

/** Shown only where a CA makes suggestions at all. */
function Suggestions({ onOrder }: { onOrder: (suggestion: Suggestion) => void }) {
  const { t } = useWords()
  const mayOrder = useMay('order-certificates')
  const suggestions = useQuery({
    queryKey: [SUGGESTIONS],
    queryFn: () => get<{ items: Suggestion[] }>(SUGGESTIONS),
  })
  const items = suggestions.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Panel title={t('suggestion.title')} extra={t('suggestion.hint')} padded={false}>
      <Table
        label={t('suggestion.title')}
        rows={items}
        rowKey={({ certificateId }) => certificateId}
        empty={null}
        columns={[
          {
            key: 'lineage',
            title: t('lineage.name'),
            lead: true,
            cell: ({ lineageId, lineage }) => <Link to={`/certificates/lineages/${lineageId}`}>{lineage}</Link>,
          },
          { key: 'connection', title: t('order.connection'), cell: ({ connection }) => connection },
          {
            key: 'window',
            title: t('suggestion.window'),
            cell: ({ start, end }) => `${formatDay(start)} – ${formatDay(end)}`,
          },
          {
            key: 'state',
            title: t('lineage.state'),
            cell: ({ isDue, isOrdered, explanationUrl }) => (
              <>
                <Badge tone={isOrdered ? 'good' : isDue ? 'warn' : 'none'}>
                  {t(isOrdered ? 'suggestion.ordered' : isDue ? 'suggestion.due' : 'suggestion.later')}
                </Badge>{' '}
                {explanationUrl && <code>{explanationUrl}</code>}
              </>
            ),
          },
          { key: 'end', title: t('certificate.until'), cell: ({ notAfter }) => <Time at={notAfter} show="day" /> },
          ...(mayOrder
            ? [
                {
                  key: 'order',
                  title: t('column.actions'),
                  cell: (one: Suggestion) =>
                    one.isDue && !one.isOrdered ? (
                      <Button
                        size="small"
                        aria-label={`${t('order.place')} ${one.lineage}`}
                        onClick={() => onOrder(one)}
                      >
                        {t('order.place')}
                      </Button>
                    ) : null,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  )
}

export function IssuersPage() {
  const { t } = useWords()
  const mayOrder = useMay('order-certificates')
  const [placing, setPlacing] = useState<{ suggestion?: Suggestion }>()
  return (
    <>
      <PageHead
        title={t('issuer.title')}
        meta={t('issuer.what')}
        actions={
          mayOrder && (
            <Button type="primary" onClick={() => setPlacing({})}>
              {t('order.place')}
            </Button>
          )
        }
      />
      <CertificateTabs here="issuers" />
      <div className="stack">
        <Suggestions onOrder={(suggestion) => setPlacing({ suggestion })} />
        <Orders />
        <Connections />
      </div>
      {placing && <PlaceDialog suggestion={placing.suggestion} onClose={() => setPlacing(undefined)} />}
    </>
  )
}
