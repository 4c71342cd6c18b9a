import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useMay } from '../shell/session.ts'
import { DetailFields, isComplete } from './fields.tsx'
import { Materials } from './materials.tsx'
import { Parcel } from './parcel.tsx'
import { type Asked, KEYED, type RequestState } from './shapes.ts'
import { StateBadge } from './state.tsx'
import { Story } from './story.tsx'
import { sendMaterial } from './wizard.tsx'
import { WriteStep } from './write-step.tsx'
import './desk.css'

/** From the approval until it is in use. */
const WRITING: readonly RequestState[] = ['approved', 'issuing', 'issued', 'written']

/** One request on its way: where it is, what it waits for, and the one thing to do now. */
export function AskedPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const may = useMay('handle-requests')
  const client = useQueryClient()
  const key = ['/user-requests', id]
  const asked = useQuery({
    queryKey: key,
    queryFn: () => get<Asked>(`/user-requests/${id}`),
    refetchInterval: 20_000,
  })
  const changed = (next: Asked) => {
    client.setQueryData(key, next)
    for (const path of ['/credentials', '/staff', '/user-requests'])
      void client.invalidateQueries({ queryKey: [path], predicate: ({ queryKey }) => queryKey[1] !== id })
  }
  if (asked.error && !asked.data) return <ProblemAlert error={asked.error} retry={() => void asked.refetch()} />
  if (!asked.data) return <Bones lines={6} />
  const request = asked.data
  const { kind, staff, state, steps } = request
  const isForOthers = KEYED.includes(kind) && state === 'approved' && !steps.includes('bring-key')
  const isForCarrier = KEYED.includes(kind) && may && !isForOthers && WRITING.includes(state)
  return (
    <>
      <PageHead
        title={`${t(`desk.kind.${kind}`)} · ${staff.name}`}
        meta={request.number}
        back={{ to: '/desk', text: t('desk.title') }}
        actions={<StateBadge asked={request} />}
      />
      <Panel>
        <Parcel asked={request} />
        <p className="desk-waits">{t(`desk.waits.${waitsOf(request)}`)}</p>
        {request.reason && <p className="desk-reason">{request.reason}</p>}
        {state === 'closed' && (
          <p>
            <LinkButton quiet to={`/holders/${staff.id}`}>
              {t('desk.to-holder', { name: staff.name })}
            </LinkButton>
          </p>
        )}
      </Panel>
      {request.steps.includes('submit') && <Mend key={request.id} asked={request} changed={changed} />}
      {isForCarrier && <WriteStep asked={request} changed={changed} />}
      {isForOthers && <Panel>{t(may ? 'desk.write-other' : 'desk.write-clerk')}</Panel>}
      <Story asked={request} />
      {request.steps.includes('cancel') && <Cancel asked={request} changed={changed} />}
    </>
  )
}

function waitsOf({ kind, state }: Asked) {
  return kind === 'unlock' && state === 'approved' ? 'unlock' : state
}

interface Props {
  asked: Asked
  changed: (asked: Asked) => void
}

/** What came back, with each reason at its field. */
function Mend({ asked, changed }: Props) {
  const { t } = useWords()
  const [details, setDetails] = useState(asked.details)
  const [files, setFiles] = useState<File[]>([])
  const known = ['profileId', 'cause', 'newName', 'toUnitId', 'note']
  const send = useMutation({
    mutationFn: async () => {
      await write('PATCH', `/user-requests/${asked.id}`, { details })
      for (const file of files) await sendMaterial(asked.id, file)
      setFiles([])
      return write<Asked>('POST', `/user-requests/${asked.id}/submission`)
    },
    onSuccess: changed,
  })
  return (
    <Panel title={t('desk.mend')}>
      <div className="stack">
        <ul className="desk-reasons">
          {asked.returned
            .filter(({ field }) => !known.includes(field))
            .map(({ field, reason }) => (
              <li key={field} className="desk-reason">
                {t(`desk.field.${field as 'materials'}`, { defaultValue: field })}：{reason}
              </li>
            ))}
        </ul>
        <DetailFields kind={asked.kind} details={details} set={setDetails} reasons={asked.returned} />
        <Materials files={files} set={setFiles} />
        <ProblemAlert error={send.error} />
        <div>
          <Button
            size="large"
            type="primary"
            loading={send.isPending}
            disabled={!isComplete(asked.kind, details)}
            onClick={() => send.mutate()}
          >
            {t('desk.submit-again')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

function Cancel({ asked, changed }: Props) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const cancel = useMutation({
    mutationFn: () => write<Asked>('POST', `/user-requests/${asked.id}/cancellation`, { reason: t('desk.cancelled') }),
    onSuccess: changed,
  })
  return (
    <p className="desk-cancel">
      <Button onClick={() => setAsking(true)}>{t('desk.cancel')}</Button>
      {isAsking && (
        <Dialog
          title={t('desk.cancel')}
          onClose={() => setAsking(false)}
          action={{ text: t('desk.cancel'), run: () => cancel.mutate(), isRunning: cancel.isPending }}
        >
          <p>{t('desk.cancel-sure')}</p>
          <ProblemAlert error={cancel.error} />
        </Dialog>
      )}
    </p>
  )
}
