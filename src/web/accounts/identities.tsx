// 统一身份: by which identities of the provider an account signs in; bound here beforehand, never by signing in.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useFactors } from './factors.tsx'

interface Identity {
  id: string
  issuer: string
  subject: string
  createdAt: string
  lastUsedAt: string | null
}

const keyOf = (accountId: string) => ['/accounts', accountId, 'identities'] as const

export function Identities({ accountId }: { accountId: string }) {
  const { t } = useWords()
  const provider = useFactors(accountId).data?.provider
  const [doing, setDoing] = useState<'bind' | Identity>()
  const bound = useQuery({
    queryKey: keyOf(accountId),
    queryFn: () => get<{ items: Identity[] }>(`/accounts/${accountId}/identities`),
  })
  const done = () => setDoing(undefined)
  return (
    <Panel
      title={t('account.identities')}
      padded={false}
      extra={
        provider && (
          <Button size="small" onClick={() => setDoing('bind')}>
            {t('account.identity-bind')}
          </Button>
        )
      }
    >
      <Table<Identity>
        label={t('account.identities')}
        rows={bound.data?.items}
        rowKey={({ id }) => id}
        error={bound.error}
        retry={() => void bound.refetch()}
        loadingRows={1}
        empty={provider ? t('account.identities-none') : t('account.provider-none')}
        columns={[
          {
            key: 'subject',
            title: t('account.identity-subject'),
            lead: true,
            cell: ({ subject }) => <code>{subject}</code>,
          },
          { key: 'issuer', title: t('account.identity-issuer'), cell: ({ issuer }) => issuer },
          { key: 'since', title: t('account.factor-since'), cell: ({ createdAt }) => <Time at={createdAt} /> },
          {
            key: 'used',
            title: t('account.factor-used'),
            cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : '—'),
          },
          {
            key: 'do',
            title: '',
            width: 110,
            cell: (one) => (
              <Button size="small" onClick={() => setDoing(one)}>
                {t('account.identity-unbind')}
              </Button>
            ),
          },
        ]}
      />
      {doing === 'bind' && <Bind accountId={accountId} provider={provider ?? ''} onClose={done} />}
      {doing && doing !== 'bind' && <Unbind accountId={accountId} identity={doing} onClose={done} />}
    </Panel>
  )
}

function useSettled(accountId: string, onClose: () => void) {
  const client = useQueryClient()
  return async () => {
    await client.invalidateQueries({ queryKey: keyOf(accountId) })
    onClose()
  }
}

function Bind({ accountId, provider, onClose }: { accountId: string; provider: string; onClose: () => void }) {
  const { t } = useWords()
  const [subject, setSubject] = useState('')
  const bind = useMutation({
    mutationFn: () => write<void>('POST', `/accounts/${accountId}/identities`, { subject: subject.trim() }),
    onSuccess: useSettled(accountId, onClose),
  })
  return (
    <Dialog
      title={t('account.identity-bind')}
      onClose={onClose}
      action={{
        text: t('account.identity-bind'),
        run: () => bind.mutate(),
        isRunning: bind.isPending,
        isDisabled: subject.trim() === '',
      }}
    >
      <Field label={t('account.identity-subject')} hint={t('account.identity-hint', { provider })}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            maxLength={255}
            value={subject}
            onChange={({ target }) => setSubject(target.value)}
          />
        )}
      </Field>
      <ProblemAlert error={bind.error} />
    </Dialog>
  )
}

function Unbind({ accountId, identity, onClose }: { accountId: string; identity: Identity; onClose: () => void }) {
  const { t } = useWords()
  const unbind = useMutation({
    mutationFn: () => write<void>('DELETE', `/accounts/${accountId}/identities/${identity.id}`),
    onSuccess: useSettled(accountId, onClose),
  })
  return (
    <Dialog
      title={t('account.identity-unbind')}
      onClose={onClose}
      action={{ text: t('account.identity-unbind'), run: () => unbind.mutate(), isRunning: unbind.isPending }}
    >
      <p>{t('account.identity-unbind-sure', { subject: identity.subject })}</p>
      <ProblemAlert error={unbind.error} />
    </Dialog>
  )
}
