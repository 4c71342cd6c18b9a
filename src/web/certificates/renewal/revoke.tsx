import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { get, write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { useMay } from '../../shell/session.ts'
import type { IssuerConnection, RunKind } from './shapes.ts'

interface Props {
  certificateId: string
  kind: RunKind
  onRevoked: () => void
}

/** Tells a connected CA; one that is reached by people is told by people. */
export function RevokeAtCa({ certificateId, kind, onRevoked }: Props) {
  const { t } = useWords()
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
    onSuccess: onRevoked,
  })
  const lines = (connections.data?.items ?? []).filter((one) => one.state === 'active' && one.kind !== 'manual')
  if (lines.length === 0) return <p className="note">{t('renewal.revoke.by-hand')}</p>
  return (
    <div className="stack">
      <p className="note">{t('renewal.revoke.note')}</p>
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
      <ProblemAlert error={revoke.error} />
    </div>
  )
}
