// 离职: what a person holds is shown before it is recorded; afterwards what was set going, and whom it waits for.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, write } from '../api.ts'
import { CredentialBadge } from '../credentials/state.tsx'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Bones, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { SealStateTag } from '../seals/pieces.tsx'
import { useMay } from '../shell/session.ts'
import type { LeavingStand, StaffPerson } from './shapes.ts'

const keyOf = (staffId: string) => ['/staff', staffId, 'leaving'] as const

function useStand(staffId: string) {
  return useQuery({ queryKey: keyOf(staffId), queryFn: () => get<LeavingStand>(`/staff/${staffId}/leaving`) })
}

export function LeaveDialog({ person, onClose }: { person: StaffPerson; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const stand = useStand(person.id)
  const leave = useMutation({
    mutationFn: () => write<LeavingStand>('POST', `/staff/${person.id}/leaving`, { reason: reason.trim() }),
    onSuccess: async (now) => {
      client.setQueryData(keyOf(person.id), now)
      await Promise.all(
        [['/staff'], ['/org-units'], ['/user-requests'], ['/seals'], ['/seal-requests'], ['/approvals']].map(
          (queryKey) => client.invalidateQueries({ queryKey }),
        ),
      )
      onClose()
    },
  })
  return (
    <Dialog
      look="wide"
      title={t('person.leave-of', { name: person.name })}
      onClose={onClose}
      action={{
        text: t('person.leave-do'),
        run: () => leave.mutate(),
        isRunning: leave.isPending,
        isDisabled: reason.trim() === '' || !stand.data,
      }}
    >
      <p>{t('person.leave-what')}</p>
      {stand.data ? <Stand stand={stand.data} isRecorded={false} /> : <Bones lines={2} />}
      <Field label={t('person.leave-why')}>
        {(id) => (
          <Input id={id} autoFocus maxLength={120} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <ProblemAlert error={stand.error ?? leave.error} />
    </Dialog>
  )
}

/** What waits, and for whom. */
function waitingIn({ credentials, seals, accounts }: LeavingStand) {
  const counts = [
    ['person.waits-draft', credentials.filter(({ request }) => request?.state === 'draft').length],
    ['person.waits-seal', seals.filter(({ request }) => request?.kind === 'freeze').length],
    ['person.waits-account', accounts.filter(({ approval }) => approval?.state === 'pending').length],
  ] as const
  return counts.filter(([, count]) => count > 0)
}

/** Until nothing is in force any more. */
export function LeavingPanel({ staffId }: { staffId: string }) {
  const { t } = useWords()
  const stand = useStand(staffId)
  const waiting = stand.data ? waitingIn(stand.data) : []
  return (
    <Panel title={t('person.leaving')}>
      <div className="stack">
        {waiting.length > 0 && (
          <div role="status" className="note">
            {t('person.leaving-what')}
            <ul>
              {waiting.map(([key, count]) => (
                <li key={key}>{t(key, { count })}</li>
              ))}
            </ul>
          </div>
        )}
        <ProblemAlert error={stand.error} retry={() => void stand.refetch()} />
        {stand.isPending && <Bones lines={3} />}
        {stand.data && <Stand stand={stand.data} isRecorded />}
      </div>
    </Panel>
  )
}

type Held = Pick<LeavingStand, 'seals' | 'accounts'>

/** @param isRecorded or else what recording would set going */
function Stand({ stand: { credentials, seals, accounts }, isRecorded }: { stand: LeavingStand; isRecorded: boolean }) {
  const { t } = useWords()
  const inUse = seals.filter(({ state }) => state === 'active' || state === 'frozen')
  if (credentials.length + inUse.length + accounts.length === 0)
    return <p className="soft">{t('person.leaving-none')}</p>
  return (
    <>
      {credentials.length > 0 && <Certificates credentials={credentials} isRecorded={isRecorded} />}
      {inUse.length > 0 && <Seals seals={inUse} isRecorded={isRecorded} />}
      {accounts.length > 0 && <Accounts accounts={accounts} isRecorded={isRecorded} />}
    </>
  )
}

function Certificates({ credentials, isRecorded }: Pick<LeavingStand, 'credentials'> & { isRecorded: boolean }) {
  const { t } = useWords()
  const absent = t(isRecorded ? 'person.revocation-none' : 'person.revocation-will')
  return (
    <Table<LeavingStand['credentials'][number]>
      label={t('person.certificate')}
      rows={credentials}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        { key: 'algorithm', title: t('person.certificate'), lead: true, cell: ({ algorithm }) => algorithm },
        { key: 'state', title: t('staff.state'), cell: ({ state }) => <CredentialBadge state={state} /> },
        { key: 'until', title: t('person.until'), cell: ({ notAfter }) => <Time at={notAfter} show="day" /> },
        {
          key: 'request',
          title: t('person.revocation'),
          cell: ({ request }) =>
            request ? (
              <Link to={`/desk/${request.id}`}>
                {request.number} · {t(`ask.state.${request.state}`)}
              </Link>
            ) : (
              absent
            ),
        },
      ]}
    />
  )
}

function Seals({ seals, isRecorded }: Pick<Held, 'seals'> & { isRecorded: boolean }) {
  const { t } = useWords()
  return (
    <Table<Held['seals'][number]>
      label={t('person.seals')}
      rows={seals}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        {
          key: 'seal',
          title: t('person.seals'),
          lead: true,
          cell: ({ id, name, number }) => (
            <>
              <Link to={`/seals/${id}`}>{name}</Link>
              <div className="small soft">{number}</div>
            </>
          ),
        },
        { key: 'state', title: t('staff.state'), cell: ({ state }) => <SealStateTag state={state} /> },
        {
          key: 'request',
          title: t('person.freezing'),
          cell: ({ request, isOwn, state }) => {
            if (request)
              return (
                <Link to={`/seals/requests/${request.id}`}>
                  {t(`seals.request-kind.${request.kind}`)} · {t(`seals.request-state.${request.state}`)}
                </Link>
              )
            if (state === 'frozen') return t('person.freezing-done')
            if (!isOwn) return t('person.freezing-shared')
            return t(isRecorded ? 'person.freezing-none' : 'person.freezing-will')
          },
        },
      ]}
    />
  )
}

function Accounts({ accounts, isRecorded }: Pick<Held, 'accounts'> & { isRecorded: boolean }) {
  const { t } = useWords()
  const mayFollow = useMay('see-approvals')
  const standing = ({ isDisabled, approval }: Held['accounts'][number]) => {
    if (isDisabled) return t('person.disabling-done')
    if (!approval) return t(isRecorded ? 'person.disabling-none' : 'person.disabling-will')
    const words = t(`person.disabling.${approval.state === 'pending' ? 'pending' : 'not'}`, {
      state: t(`approval.state.${approval.state}`),
    })
    return mayFollow ? <Link to={`/approvals/${approval.id}`}>{words}</Link> : words
  }
  return (
    <Table<Held['accounts'][number]>
      label={t('person.accounts')}
      rows={accounts}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        { key: 'account', title: t('person.accounts'), lead: true, cell: ({ username }) => username },
        { key: 'standing', title: t('person.disabling'), cell: standing },
      ]}
    />
  )
}
