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
import { type AccountLine, type AskedAccount, type District, ROLES } from './shapes.ts'
import '../approvals/approvals.css'

type Action =
  | 'confirm'
  | 'grant'
  | 'take'
  | 'move'
  | 'disable'
  | 'enable'
  | 'unlock'
  | 'reset-password'
  | 'reset-factors'

const ENDS_SESSIONS: readonly Action[] = ['take', 'move', 'disable', 'reset-password', 'reset-factors']

/** What makes sense for the account as it is. */
function actionsFor({ roles, isDisabled, lockedUntil, rightsFault }: AccountLine): Action[] {
  // Nothing is built upon what was altered.
  if (rightsFault) return ['confirm']
  return [
    ...(roles.length < ROLES.length ? (['grant'] as const) : []),
    ...(roles.length > 0 ? (['take'] as const) : []),
    'move',
    isDisabled ? 'enable' : 'disable',
    ...(lockedUntil === null ? [] : (['unlock'] as const)),
    'reset-password',
    'reset-factors',
  ]
}

interface Props {
  account: AccountLine
  districts: readonly District[]
  onClose: () => void
}

export function ChangeDialog({ account, districts, onClose }: Props) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const { id, name, username } = account
  const [action, setAction] = useState<Action>(actionsFor(account)[0] ?? 'disable')
  const [roles, setRoles] = useState<Role[]>([])
  const [districtId, setDistrictId] = useState(account.districtId ?? '')
  const [reason, setReason] = useState('')
  const takesRoles = action === 'grant' || action === 'take'
  const offered = ROLES.filter((role) => account.roles.includes(role) === (action === 'take'))
  const ask = useMutation({
    mutationFn: () =>
      write<AskedAccount>('POST', `/accounts/${id}/changes`, {
        ...{ action, reason },
        ...(takesRoles && { roles }),
        ...(action === 'move' && { districtId: districtId || null }),
      }),
    onSuccess: () => refreshApprovals(client),
  })
  const isSame = action === 'move' && districtId === (account.districtId ?? '')
  const isDisabled = reason.trim().length < 4 || (takesRoles && roles.length === 0) || isSame
  return (
    <Dialog
      title={t('account.change-of', { name, username })}
      onClose={onClose}
      {...(!ask.data && {
        action: { text: t('account.ask'), run: () => ask.mutate(), isRunning: ask.isPending, isDisabled },
      })}
    >
      {ask.data ? (
        <Asked asked={ask.data} username={username} />
      ) : (
        <>
          <Choice
            label={t('account.action')}
            value={action}
            options={actionsFor(account).map((value) => ({ value, text: t(`account.action.${value}`) }))}
            onChange={(next) => {
              setAction(next)
              setRoles([])
            }}
          />
          {takesRoles && <RoleBoxes label={t('account.roles')} offered={offered} chosen={roles} onChange={setRoles} />}
          {action === 'move' && (
            <Choice
              label={t('account.district')}
              value={districtId}
              options={[
                { value: '', text: t('account.district.all') },
                ...districts.map((one) => ({ value: one.id, text: language === 'zh' ? one.name : one.nameEn })),
              ]}
              onChange={setDistrictId}
            />
          )}
          <Field label={t('account.reason')}>
            {(fieldId) => (
              <Input.TextArea
                id={fieldId}
                rows={2}
                maxLength={1000}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
            )}
          </Field>
          <ul className="approval-lines small soft" aria-label={t('account.preview')}>
            <li>{t('account.preview.second')}</li>
            {ENDS_SESSIONS.includes(action) && <li>{t('account.preview.sessions')}</li>}
            {action === 'confirm' && <li>{t('account.preview.confirm')}</li>}
            {action === 'reset-password' && <li>{t('account.preview.halves')}</li>}
          </ul>
        </>
      )}
      <ProblemAlert error={ask.error} />
    </Dialog>
  )
}
