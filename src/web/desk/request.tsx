import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { DetailFields, isComplete } from './fields.tsx'
import { Materials } from './materials.tsx'
import { Parcel } from './parcel.tsx'
import { type Asked, KEYED } from './shapes.ts'
import { StateBadge } from './state.tsx'
import { sendMaterial } from './wizard.tsx'
import { WriteStep } from './write-step.tsx'
import './desk.css'

/** One request on its way: where it is, what it waits for, and the one thing to do now. */
export function AskedPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const client = useQueryClient()
  const key = ['/user-requests', id]
  const asked = useQuery({
    queryKey: key,
    queryFn: () => get<Asked>(`/user-requests/${id}`),
    refetchInterval: 20_000,
  })
  const changed = (next: Asked) => {
    client.setQueryData(key, next)
    void client.invalidateQueries({ queryKey: ['/credentials'] })
  }
  if (asked.error && !asked.data) return <ProblemAlert error={asked.error} retry={() => void asked.refetch()} />
  if (!asked.data) return <Bones lines={6} />
  const request = asked.data
  const { kind, staff, state } = request
  const isForCarrier = KEYED.includes(kind) && ['approved', 'issuing', 'issued', 'written'].includes(state)
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
        <p className="desk-waits">{t(`desk.waits.${state}`)}</p>
        {request.reason && <p className="desk-reason">{request.reason}</p>}
      </Panel>
      {state === 'returned' && <Mend key={request.id} asked={request} changed={changed} />}
      {isForCarrier && <WriteStep asked={request} changed={changed} />}
      <Panel title={t('desk.story')}>
        <Facts
          facts={[
            [
              t('desk.who'),
              <Link key="who" to={`/holders/${staff.id}`}>{`${staff.name} ${staff.identityMasked}`}</Link>,
            ],
            [t('desk.carrier'), request.carrierSerial ?? undefined],
          ]}
        />
        <ol className="timeline">
          {request.events.map(({ at, step, actorName, reason }) => (
            <li key={`${at}${step}`}>
              <Time at={at} /> {t(`desk.did.${step as 'submit'}`, { defaultValue: step })} · {actorName}
              {reason && <span className="soft"> {reason}</span>}
            </li>
          ))}
        </ol>
      </Panel>
      <Cancel asked={request} changed={changed} />
    </>
  )
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
  const cancel = useMutation({
    mutationFn: () => write<Asked>('POST', `/user-requests/${asked.id}/cancellation`, { reason: t('desk.cancelled') }),
    onSuccess: changed,
  })
  if (!asked.steps.includes('cancel')) return null
  return (
    <p>
      <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t('desk.cancel')}
      </Button>
      <ProblemAlert error={cancel.error} />
    </p>
  )
}
