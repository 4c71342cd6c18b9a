import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import type { Role } from '#src/context.ts'
import { write } from '../api.ts'
import { refreshApprovals } from '../approvals/queue.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Asked } from './asked.tsx'
import { RoleBoxes } from './roles.tsx'
import { type AccountLine, type AskedAccount, ROLES } from './shapes.ts'
import '../approvals/approvals.css'

interface Draft {
  personId: string
  name: string
  username: string
  roles: Role[]
  reason: string
}

const isWhole = ({ personId, name, username, roles, reason }: Draft) =>
  (personId !== '' || name.trim() !== '') &&
  /^[a-z0-9][a-z0-9._-]{1,63}$/i.test(username.trim()) &&
  roles.length > 0 &&
  reason.trim().length >= 4

export function NewAccountDialog({ accounts, onClose }: { accounts: readonly AccountLine[]; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>({ personId: '', name: '', username: '', roles: [], reason: '' })
  const set = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes })
  const persons = [...new Map(accounts.map((one) => [one.personId, one.name]))]
  const known = persons.find(([id]) => id === draft.personId)?.[1]
  const ask = useMutation({
    mutationFn: () => {
      const { personId, name, username, roles, reason } = draft
      const person = personId ? { personId, name: known ?? '' } : { name: name.trim() }
      return write<AskedAccount>('POST', '/accounts', { ...person, username: username.trim(), roles, reason })
    },
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['/accounts'] }), refreshApprovals(client)]),
  })
  return (
    <Dialog
      title={t('account.new')}
      onClose={onClose}
      {...(!ask.data && {
        action: {
          text: t('account.ask'),
          run: () => ask.mutate(),
          isRunning: ask.isPending,
          isDisabled: !isWhole(draft),
        },
      })}
    >
      {ask.data ? (
        <Asked asked={ask.data} username={draft.username.trim()} />
      ) : (
        <>
          <Choice
            label={t('account.person')}
            value={draft.personId}
            options={[
              { value: '', text: t('account.person.new') },
              ...persons.map(([value, text]) => ({ value, text })),
            ]}
            onChange={(personId) => set({ personId })}
          />
          {draft.personId === '' && (
            <Field label={t('account.name')}>
              {(id) => <Input id={id} value={draft.name} onChange={({ target }) => set({ name: target.value })} />}
            </Field>
          )}
          <Field label={t('account.username')}>
            {(id) => (
              <Input
                id={id}
                autoComplete="off"
                spellCheck={false}
                value={draft.username}
                onChange={({ target }) => set({ username: target.value })}
              />
            )}
          </Field>
          <RoleBoxes
            label={t('account.roles')}
            offered={ROLES}
            chosen={draft.roles}
            onChange={(roles) => set({ roles })}
          />
          <Field label={t('account.reason')}>
            {(id) => (
              <Input.TextArea
                id={id}
                rows={2}
                maxLength={1000}
                value={draft.reason}
                onChange={({ target }) => set({ reason: target.value })}
              />
            )}
          </Field>
          <ul className="approval-lines small soft">
            <li>{t('account.preview.second')}</li>
            <li>{t('account.preview.halves')}</li>
            {accounts.length === 1 && <li>{t('account.preview.alone')}</li>}
          </ul>
        </>
      )}
      <ProblemAlert error={ask.error} />
    </Dialog>
  )
}
