import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { get, write, writeForFile } from '../../api.ts'
import { refreshApprovals } from '../../approvals/queue.ts'
import { useWaiting, Waiting } from '../../approvals/waiting.tsx'
import { useWords } from '../../language/index.ts'
import { CopyButton } from '../../pieces/copyable.tsx'
import { download } from '../../pieces/download.ts'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Facts, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge, type Tone } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import type { StageProps } from './progress.ts'
import type { IssuerConnection, IssuerOrder, LineageRequest } from './shapes.ts'

const LIVE_MS = 3_000
const STATES: Record<IssuerOrder['state'], Tone> = {
  working: 'accent',
  waiting: 'warn',
  issued: 'good',
  refused: 'bad',
  failed: 'bad',
  cancelled: 'none',
}

function ByHand({ request }: { request: LineageRequest }) {
  const { t } = useWords()
  return (
    <Panel
      title={t('renewal.order.by-hand')}
      extra={
        <>
          <CopyButton text={request.pem} what="CSR" />
          <Button
            size="small"
            type="primary"
            onClick={() =>
              download(`${request.commonName.replace('*', 'wildcard')}.csr`, request.pem, 'application/pkcs10')
            }
          >
            {t('renewal.order.download')}
          </Button>
        </>
      }
    >
      <p className="note">{t('renewal.order.by-hand-note')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <pre className="block" tabIndex={0}>
        {request.pem}
      </pre>
    </Panel>
  )
}

function Order({ order, refresh }: { order: IssuerOrder; refresh: () => Promise<unknown> }) {
  const { t, language } = useWords()
  const act = useMutation({
    mutationFn: (what: 'confirm-proofs' | 'cancel') => write('POST', `/issuer-orders/${order.id}/${what}`),
    onSuccess: refresh,
  })
  const pack = useMutation({
    mutationFn: () => writeForFile(`/issuer-orders/${order.id}/request-pack`, {}),
    onSuccess: async ({ name, bytes, mediaType }) => {
      download(name, bytes, mediaType)
      await refresh()
    },
  })
  const isOpen = order.state === 'working' || order.state === 'waiting'
  return (
    <div className="stack">
      <Facts
        facts={[
          [t('renewal.order.number'), `#${order.number} · ${order.connection}`],
          [
            t('lineage.state'),
            <Badge key="state" tone={STATES[order.state]}>
              {t(`renewal.order.state.${order.state}`)}
            </Badge>,
          ],
          [t('renewal.order.progress'), order.progress[language]],
          [t('renewal.order.deadline'), isOpen && <Time key="deadline" at={order.deadline} />],
        ]}
      />
      <ul className="reasons">
        {order.findings.map((finding) => (
          <li key={finding.code}>
            <Badge tone={finding.effect === 'fatal' ? 'bad' : 'warn'}>{finding.code}</Badge>
            <span>{finding[language]}</span>
          </li>
        ))}
      </ul>
      <ProblemAlert error={act.error ?? pack.error} />
      {isOpen && (
        <div className="row">
          {order.progress.code === 'issuer.proof-wanted' && (
            <Button type="primary" loading={act.isPending} onClick={() => act.mutate('confirm-proofs')}>
              {t('renewal.order.confirm')}
            </Button>
          )}
          {order.kind === 'manual' && (
            <Button type="primary" loading={pack.isPending} onClick={() => pack.mutate()}>
              {t('renewal.order.pack')}
            </Button>
          )}
          <Button loading={act.isPending} onClick={() => act.mutate('cancel')}>
            {t('renewal.order.cancel')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Connected({ request, lineageId }: { request: LineageRequest; lineageId: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [connectionId, setConnectionId] = useState<string>()
  const waiting = useWaiting('certificate-order', request.id)
  const connections = useQuery({
    queryKey: ['/issuer-connections'],
    queryFn: () => get<{ items: IssuerConnection[] }>('/issuer-connections'),
  })
  const orders = useQuery({
    queryKey: ['/issuer-orders'],
    queryFn: () => get<{ items: IssuerOrder[] }>('/issuer-orders', { limit: 200 }),
    refetchInterval: ({ state }) =>
      waiting || state.data?.items.some((one) => one.requestId === request.id && one.state === 'working')
        ? LIVE_MS
        : false,
  })
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ['/issuer-orders'] })
    await client.invalidateQueries({ queryKey: [`/lineages/${lineageId}/requests`] })
    await client.invalidateQueries({ queryKey: [`/lineages/${lineageId}`] })
  }
  const place = useMutation({
    mutationFn: () => write('POST', '/issuer-orders', { connectionId, requestId: request.id }),
    onSuccess: () => Promise.all([refresh(), refreshApprovals(client)]),
  })
  const own = (orders.data?.items ?? []).filter((one) => one.requestId === request.id)
  const isOpen = own.some(({ state }) => state === 'working' || state === 'waiting')
  const active = (connections.data?.items ?? []).filter(({ state }) => state === 'active')
  const isIssued = own.some(({ state }) => state === 'issued')
  return (
    <Panel title={t('renewal.order.connected')}>
      <div className="stack">
        <ProblemAlert error={connections.error ?? orders.error} />
        {own.map((order) => (
          <Order key={order.id} order={order} refresh={refresh} />
        ))}
        {isIssued && !request.certificateId && (
          <Button onClick={() => void refresh()}>{t('renewal.order.look-again')}</Button>
        )}
        {waiting && <Waiting />}
        {!waiting && !isOpen && !request.certificateId && active.length > 0 && (
          <div className="row">
            <Select
              aria-label={t('renewal.order.connection')}
              placeholder={t('renewal.order.connection')}
              value={connectionId ?? null}
              onChange={(value) => setConnectionId(value ?? undefined)}
              options={active.map(({ id, name, kind }) => ({ value: id, label: `${name} (${kind})` }))}
              className="grow"
            />
            <Button
              type="primary"
              loading={place.isPending}
              disabled={connectionId === undefined}
              onClick={() => place.mutate()}
            >
              {t('renewal.order.place')}
            </Button>
          </div>
        )}
        {active.length === 0 && connections.data && <p className="soft">{t('renewal.order.no-connection')}</p>}
        <ProblemAlert error={place.error} />
      </div>
    </Panel>
  )
}

/** To a CA that is reached by people, or by an order at one that is connected. */
export function OrderStage({ lineage, progress: { request }, at }: StageProps) {
  const { t } = useWords()
  const mayOrder = useMay('operate')
  if (!request) return null
  return (
    <>
      <ByHand request={request} />
      {mayOrder && <Connected request={request} lineageId={lineage.id} />}
      <div className="row">
        <LinkButton to={at(request.certificateId ? 'compare' : 'reply')}>
          {t(request.certificateId ? 'renewal.to-compare' : 'renewal.to-reply')}
        </LinkButton>
      </div>
    </>
  )
}
