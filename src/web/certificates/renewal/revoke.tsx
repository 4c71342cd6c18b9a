import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { get, write } from '../../api.ts'
import { refreshApprovals } from '../../approvals/queue.ts'
import { useWaiting, Waiting } from '../../approvals/waiting.tsx'
import { useWords } from '../../language/index.ts'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { useMay } from '../../shell/session.ts'
import type { IssuerConnection, RunKind } from './shapes.ts'

interface Props {
  certificateId: string
  kind: RunKind
}

/** Asks for a connected CA to be told, which takes a second operator; one that is reached by people is told by people. */
export function RevokeAtCa({ certificateId, kind }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const waiting = useWaiting('certificate-revoke', certificateId)
  const mayOrder = useMay('operate')
  const [connectionId, setConnectionId] = useState<string>()
  const connections = useQuery({
    queryKey: ['/issuer-connections'],
    queryFn: () => get<{ items: IssuerConnection[] }>('/issuer-connections'),
    enabled: mayOrder,
  })
  const revoke = useMutation({
    mutationFn: () =>
      write('POST', '/issuer-revocations', {
        connectionId,
        certificateId,
        reason: kind === 'emergency' ? 'keyCompromise' : 'cessationOfOperation',
      }),
    onSuccess: () => refreshApprovals(client),
  })
  const lines = (connections.data?.items ?? []).filter((one) => one.state === 'active' && one.kind !== 'manual')
  if (lines.length === 0) return <p className="note">{t('renewal.revoke.by-hand')}</p>
  return (
    <div className="stack">
      <p className="note">{t('renewal.revoke.note')}</p>
      {waiting ? (
        <Waiting />
      ) : (
        <div className="row">
          <Select
            aria-label={t('renewal.order.connection')}
            placeholder={t('renewal.order.connection')}
            value={connectionId ?? null}
            onChange={(value) => setConnectionId(value ?? undefined)}
            options={lines.map(({ id, name }) => ({ value: id, label: name }))}
            className="grow"
          />
          <Button danger loading={revoke.isPending} disabled={!connectionId} onClick={() => revoke.mutate()}>
            {t('renewal.revoke')}
          </Button>
        </div>
      )}
      <ProblemAlert error={revoke.error} />
    </div>
  )
}
