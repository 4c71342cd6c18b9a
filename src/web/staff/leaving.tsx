// 离职: what a person holds is shown before it is recorded, and what is left to do afterwards.

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
        [['/staff'], ['/org-units'], ['/user-requests']].map((queryKey) => client.invalidateQueries({ queryKey })),
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
      {stand.data ? <Stand stand={stand.data} absent={t('person.revocation-will')} /> : <Bones lines={2} />}
      <Field label={t('person.leave-why')}>
        {(id) => (
          <Input id={id} autoFocus maxLength={120} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <ProblemAlert error={stand.error ?? leave.error} />
    </Dialog>
  )
}

/** Until nothing is in force any more. */
export function LeavingPanel({ staffId }: { staffId: string }) {
  const { t } = useWords()
  const stand = useStand(staffId)
  const drafts = stand.data?.credentials.filter(({ request }) => request?.state === 'draft').length ?? 0
  return (
    <Panel title={t('person.leaving')}>
      <div className="stack">
        {drafts > 0 && (
          <p role="status" className="note">
            {t('person.leaving-what')}
          </p>
        )}
        <ProblemAlert error={stand.error} retry={() => void stand.refetch()} />
        {stand.isPending && <Bones lines={3} />}
        {stand.data && <Stand stand={stand.data} absent={t('person.revocation-none')} />}
      </div>
    </Panel>
  )
}

function Stand({ stand: { credentials, seals }, absent }: { stand: LeavingStand; absent: string }) {
  const { t } = useWords()
  const inUse = seals.filter(({ state }) => state === 'active' || state === 'frozen')
  if (credentials.length === 0 && inUse.length === 0) return <p className="soft">{t('person.leaving-none')}</p>
  return (
    <>
      {credentials.length > 0 && (
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
      )}
      {inUse.length > 0 && (
        <div>
          <strong>{t('person.seals')}</strong>
          <p className="small soft">{t('person.seals-what')}</p>
          <ul>
            {inUse.map(({ id, number, name, state }) => (
              <li key={id}>
                <Link to={`/seals/${id}`}>{name}</Link> <code>{number}</code> {t(`seals.state.${state}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
