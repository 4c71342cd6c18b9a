import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, type Page, write } from '../api.ts'
import { refreshApprovals } from '../approvals/queue.ts'
import { Waiting } from '../approvals/waiting.tsx'
import type { CertificateRequestRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { formatDay } from '../pieces/time.tsx'
import { useConnections } from './connections.tsx'
import { ORDERS, type Suggestion } from './shapes.ts'

/** An order: which request goes to which CA, and for a renewal what it takes the place of. */
export function PlaceDialog({ suggestion, onClose }: { suggestion: Suggestion | undefined; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const connections = useConnections()
  const requests = useQuery({
    queryKey: ['/certificate-requests', 'to order'],
    queryFn: () => get<Page<CertificateRequestRow>>('/certificate-requests', { limit: 200 }),
  })
  const [connectionId, setConnectionId] = useState(suggestion?.connectionId ?? '')
  const [requestId, setRequestId] = useState('')
  const place = useMutation({
    mutationFn: () =>
      write('POST', ORDERS, {
        connectionId,
        requestId,
        ...(suggestion && { replacesId: suggestion.certificateId }),
      }),
    onSuccess: () => refreshApprovals(client),
  })
  const open = (connections.data?.items ?? []).filter(({ state }) => state === 'active')
  const waiting = (requests.data?.items ?? []).filter(({ state }) => state === 'waiting')
  return (
    <Dialog
      title={t('order.place')}
      onClose={onClose}
      {...(!place.isSuccess && {
        action: {
          text: t('order.place'),
          run: () => place.mutate(),
          isRunning: place.isPending,
          isDisabled: connectionId === '' || requestId === '',
        },
      })}
    >
      {place.isSuccess && <Waiting />}
      {suggestion && <p className="note">{t('order.replaces', { name: suggestion.lineage })}</p>}
      <Choice
        label={t('order.connection')}
        value={connectionId}
        options={[
          { value: '', text: t('issuer.choose') },
          ...open.map(({ id, name, kind }) => ({ value: id, text: `${name} · ${t(`issuer.kind.${kind}`)}` })),
        ]}
        onChange={setConnectionId}
      />
      <Choice
        label={t('order.request')}
        hint={t('order.request-hint')}
        value={requestId}
        options={[
          { value: '', text: t('issuer.choose') },
          ...waiting.map(({ id, commonName, algorithm, createdAt }) => ({
            value: id,
            text: `${commonName} · ${algorithm} · ${formatDay(createdAt)}`,
          })),
        ]}
        onChange={setRequestId}
      />
      <ProblemAlert error={connections.error ?? requests.error ?? place.error} />
    </Dialog>
  )
}
