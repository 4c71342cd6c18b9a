// One order: how it stands, what it waits for, what a person has to put into the DNS or carry to the CA.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { get, write, writeForFile } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { download } from '../pieces/download.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { RevokeDialog } from './revoke-dialog.tsx'
import { ORDER_TONES, ORDERS, type Order } from './shapes.ts'

const REFRESH_MS = 3_000
const isUnderWay = (order: Order | undefined) => order?.state === 'working' || order?.state === 'waiting'

function useStep<T = void>(order: Order, act: (input: T) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: [`${ORDERS}/${order.id}`] }),
  })
}

/** The TXT record the CA will look for (RFC 8555 §8.4). */
function ProofWanted({ order }: { order: Order }) {
  const { t } = useWords()
  const mayOrder = useMay('order-certificates')
  const confirm = useStep(order, () => write('POST', `${ORDERS}/${order.id}/confirm-proofs`))
  const { name = '', value = '', open = 1 } = order.progress.params
  return (
    <Panel title={t('order.proof')}>
      <p>{t('order.proof.hint', { open })}</p>
      <Facts
        facts={[
          [t('order.proof.type'), <code key="type">TXT</code>],
          [t('order.proof.name'), <Mono key="name" text={String(name)} what={t('order.proof.name')} />],
          [t('order.proof.value'), <Mono key="value" text={String(value)} what={t('order.proof.value')} />],
        ]}
      />
      {mayOrder && (
        <Button type="primary" loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t('order.proof.confirm')}
        </Button>
      )}
      <ProblemAlert error={confirm.error} />
    </Panel>
  )
}

/** A CA that is reached by people: a pack goes out, and what comes back is judged. */
function ByHand({ order }: { order: Order }) {
  const { t } = useWords()
  const pack = useStep(order, async () => {
    const made = await writeForFile(`${ORDERS}/${order.id}/request-pack`, new FormData())
    download(`order-${order.number}.zip`, made.bytes, 'application/zip')
  })
  const reply = useStep<File[]>(order, (files) => {
    const form = new FormData()
    for (const file of files) form.append('files', file)
    return write('POST', `${ORDERS}/${order.id}/reply`, form)
  })
  return (
    <Panel title={t('order.by-hand')}>
      <div className="stack">
        <p>{t('order.by-hand.hint')}</p>
        <div>
          <Button loading={pack.isPending} onClick={() => pack.mutate()}>
            {t('order.pack')}
          </Button>
        </div>
        <DropZone
          multiple
          title={reply.isPending ? t('state.sending') : t('order.reply')}
          hint={t('order.reply-hint')}
          accept=".pem,.cer,.crt,.der,.p7b,.p7c"
          onFiles={(dropped) => reply.mutate(dropped.map(({ file }) => file))}
        />
        <ProblemAlert error={pack.error ?? reply.error} />
      </div>
    </Panel>
  )
}

function Findings({ order }: { order: Order }) {
  const { t, pick } = useWords()
  if (order.findings.length === 0) return null
  return (
    <Panel title={t('order.findings')}>
      <ul className="stack">
        {order.findings.map((finding) => (
          <li key={`${finding.code}${finding.zh}`}>
            <Badge tone={finding.effect === 'note' ? 'none' : finding.effect === 'fatal' ? 'bad' : 'warn'}>
              {t(finding.effect === 'note' ? 'order.finding.note' : 'order.finding.fault')}
            </Badge>{' '}
            {pick(finding)}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Body({ order }: { order: Order }) {
  const { t, pick } = useWords()
  const mayOrder = useMay('order-certificates')
  return (
    <div className="stack">
      <Panel>
        <Facts
          facts={[
            [t('order.progress'), pick(order.progress)],
            [t('order.connection'), `${order.connection} · ${t(`issuer.kind.${order.kind}`)}`],
            [t('certificate.names'), order.sans.join('、')],
            [
              t('order.replaced'),
              order.replacesId ? (
                <Link key="old" to={`/certificates/${order.replacesId}`}>
                  {t('order.old')}
                </Link>
              ) : undefined,
            ],
            [
              t('order.certificate'),
              order.certificateId ? (
                <Link key="new" to={`/certificates/${order.certificateId}`}>
                  {t('order.new')}
                </Link>
              ) : undefined,
            ],
            [t('order.by'), order.createdName],
            [t('order.placed'), <Time key="placed" at={order.createdAt} />],
            [t('order.next'), order.state === 'working' ? <Time key="next" at={order.nextAt} /> : undefined],
            [t('order.deadline'), isUnderWay(order) ? <Time key="deadline" at={order.deadline} /> : undefined],
            [t('order.failures'), order.failures > 0 ? order.failures : undefined],
          ]}
        />
      </Panel>
      {order.state === 'waiting' && order.progress.code === 'issuer.proof-wanted' && <ProofWanted order={order} />}
      {order.state === 'waiting' && order.kind === 'manual' && mayOrder && <ByHand order={order} />}
      <Findings order={order} />
    </div>
  )
}

function Actions({ order }: { order: Order }) {
  const { t } = useWords()
  const [isRevoking, setIsRevoking] = useState(false)
  const cancel = useStep(order, () => write('POST', `${ORDERS}/${order.id}/cancel`))
  const mayRevoke = order.state === 'issued' && order.certificateId !== null && order.kind !== 'manual'
  return (
    <>
      {isUnderWay(order) && (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('order.cancel')}
        </Button>
      )}
      {mayRevoke && (
        <Button danger onClick={() => setIsRevoking(true)}>
          {t('order.revoke')}
        </Button>
      )}
      <ProblemAlert error={cancel.error} />
      {isRevoking && order.certificateId !== null && (
        <RevokeDialog
          connectionId={order.connectionId}
          certificateId={order.certificateId}
          name={order.commonName}
          onClose={() => setIsRevoking(false)}
        />
      )}
    </>
  )
}

export function OrderPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const mayOrder = useMay('order-certificates')
  const path = `${ORDERS}/${encodeURIComponent(id)}`
  const query = useQuery({
    queryKey: [path],
    queryFn: () => get<Order>(path),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? REFRESH_MS : false),
  })
  const order = query.data
  return (
    <>
      <PageHead
        back={{ to: '/certificates/issuers', text: t('issuer.title') }}
        title={order ? `#${order.number} ${order.commonName}` : '…'}
        meta={order && <Badge tone={ORDER_TONES[order.state]}>{t(`order.state.${order.state}`)}</Badge>}
        actions={mayOrder && order && <Actions order={order} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={6} />
        </Panel>
      )}
      {order && <Body order={order} />}
    </>
  )
}
