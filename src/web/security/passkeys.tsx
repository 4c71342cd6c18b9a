import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popconfirm } from 'antd'
import { useId, useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { useSession } from '../shell/session.ts'
import { knowsPasskeys, makePasskey } from '../sign-in/passkey.ts'

interface Passkey {
  id: string
  label: string
  createdAt: string
  lastUsedAt: string | null
}

const KEY = ['own-passkeys'] as const

function NewPasskey({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const { refresh } = useSession()
  const client = useQueryClient()
  const id = useId()
  const [label, setLabel] = useState('')
  const make = useMutation({
    mutationFn: () => makePasskey(label.trim()),
    onSuccess: async () => {
      refresh()
      await client.invalidateQueries({ queryKey: KEY })
      onClose()
    },
  })
  const action = { text: t('security.passkey-add'), run: () => make.mutate(), isRunning: make.isPending }
  return (
    <Dialog title={t('security.passkey-add')} onClose={onClose} action={{ ...action, isDisabled: !label.trim() }}>
      <div className="field">
        <label htmlFor={id}>{t('security.passkey-label')}</label>
        <Input id={id} maxLength={100} value={label} onChange={({ target }) => setLabel(target.value)} />
        <span className="small soft">{t('security.passkey-label-hint')}</span>
      </div>
      <ProblemAlert error={make.error} />
    </Dialog>
  )
}

export function Passkeys() {
  const { t } = useWords()
  const { refresh } = useSession()
  const client = useQueryClient()
  const [isAdding, setIsAdding] = useState(false)
  const list = useQuery({ queryKey: KEY, queryFn: () => get<{ items: Passkey[] }>('/me/passkeys') })
  const remove = useMutation({
    mutationFn: (id: string) => write<void>('DELETE', `/me/passkeys/${id}`),
    onSuccess: async () => {
      refresh()
      await client.invalidateQueries({ queryKey: KEY })
    },
  })
  const items = list.data?.items ?? []
  return (
    <Panel title={t('security.passkeys')}>
      <div className="stack">
        <p className="small soft">{t(knowsPasskeys() ? 'security.passkeys-what' : 'security.passkeys-absent')}</p>
        <ProblemAlert error={list.error ?? remove.error} />
        {items.length > 0 && (
          <ul className="security-list">
            {items.map(({ id, label, createdAt, lastUsedAt }) => (
              <li key={id}>
                <strong className="grow">{label}</strong>
                <span className="small soft">
                  {t(lastUsedAt ? 'security.last-used' : 'security.added')} <Time at={lastUsedAt ?? createdAt} />
                </span>
                <Popconfirm title={t('action.remove-what', { what: label })} onConfirm={() => remove.mutate(id)}>
                  <Button size="small">{t('security.remove')}</Button>
                </Popconfirm>
              </li>
            ))}
          </ul>
        )}
        {knowsPasskeys() && (
          <div>
            <Button onClick={() => setIsAdding(true)}>{t('security.passkey-add')}</Button>
          </div>
        )}
      </div>
      {isAdding && <NewPasskey onClose={() => setIsAdding(false)} />}
    </Panel>
  )
}
