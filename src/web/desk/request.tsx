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
import { AgainStep } from './again-step.tsx'
import { Mend } from './mend.tsx'
import { Parcel } from './parcel.tsx'
import { type Asked, KEYED } from './shapes.ts'
import { StateBadge } from './state.tsx'
import { Story, useAskedCredential } from './story.tsx'
import { UnlockStep } from './unlock-step.tsx'
import { type StepProps, WriteStep } from './write-step.tsx'
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
    for (const path of ['/credentials', '/staff', '/user-requests'])
      void client.invalidateQueries({ queryKey: [path], predicate: ({ queryKey }) => queryKey[1] !== id })
  }
  if (asked.error && !asked.data) return <ProblemAlert error={asked.error} retry={() => void asked.refetch()} />
  if (!asked.data) return <Bones lines={6} />
  const request = asked.data
  const { kind, staff } = request
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
        <After asked={request} />
      </Panel>
      <NextStep key={request.id} asked={request} changed={changed} />
      <Story asked={request} />
      {request.steps.includes('cancel') && <Cancel asked={request} changed={changed} />}
    </>
  )
}

function waitsOf({ kind, state }: Asked) {
  return kind === 'unlock' && state === 'approved' ? 'unlock' : state
}

/** The one thing to do now, for whoever may do it. */
function NextStep({ asked, changed }: StepProps) {
  const { t } = useWords()
  const may = useMay('handle-requests')
  const about = useAskedCredential(asked.kind === 'unlock' ? asked.credentialId : null)
  const { kind, state, steps } = asked
  if (state === 'failed' && may) return <AgainStep asked={asked} />
  if (steps.includes('submit')) return <Mend asked={asked} changed={changed} />
  if (steps.includes('finish') && about)
    return <UnlockStep asked={asked} serial={about.carrier.serial} changed={changed} />
  if (!KEYED.includes(kind)) return null
  if (state === 'approved' && !steps.includes('bring-key'))
    return <Panel>{t(may ? 'desk.write-other' : 'desk.write-clerk')}</Panel>
  const isUnderWay = state === 'approved' || state === 'issuing' || state === 'issued' || state === 'written'
  return isUnderWay && may ? <WriteStep asked={asked} changed={changed} /> : null
}

/** When it is over: what it has come to, or how to ask once more. */
function After({ asked: { kind, state, staff, credentialId } }: { asked: Asked }) {
  const { t } = useWords()
  const may = useMay('handle-requests')
  if (state === 'closed')
    return (
      <p>
        <LinkButton quiet to={`/holders/${staff.id}`}>
          {t('desk.to-holder', { name: staff.name })}
        </LinkButton>
      </p>
    )
  if (!may || (state !== 'rejected' && state !== 'cancelled')) return null
  const again = new URLSearchParams({ kind, staff: staff.id, ...(credentialId && { credential: credentialId }) })
  return (
    <p>
      <LinkButton quiet to={`/desk/new?${again}`}>
        {t('desk.again')}
      </LinkButton>
    </p>
  )
}

function Cancel({ asked, changed }: StepProps) {
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
