// One person of the list: who it is, what may be corrected, and what leaving takes.

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { DutiesOf } from '../accounts/duties.tsx'
import { get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { LeaveDialog, LeavingPanel } from './leaving.tsx'
import { PersonForm } from './person-form.tsx'
import { RevealDialog } from './reveal.tsx'
import type { StaffPerson } from './shapes.ts'
import { useUnits } from './units.tsx'
import './staff.css'

export function StaffPersonPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const mayKeep = useMay('keep-staff')
  const [doing, setDoing] = useState<'correct' | 'leave' | 'show'>()
  const units = useUnits().data?.items ?? []
  const found = useQuery({ queryKey: ['/staff', id], queryFn: () => get<StaffPerson>(`/staff/${id}`) })
  const person = found.data
  if (found.error && !person) return <ProblemAlert error={found.error} retry={() => void found.refetch()} />
  if (!person) return <Bones lines={6} />
  const isHere = person.state === 'active'
  const done = () => setDoing(undefined)
  return (
    <>
      <PageHead
        title={person.name}
        meta={`${person.unitName} · ${person.staffNumber}`}
        back={{ to: '/staff', text: t('place.staff') }}
        actions={
          <>
            <LinkButton quiet to={`/holders/${id}`}>
              {t('person.certificates')}
            </LinkButton>
            {mayKeep && isHere && (
              <>
                <Button onClick={() => setDoing('correct')}>{t('person.correct')}</Button>
                <Button onClick={() => setDoing('leave')}>{t('person.leave')}</Button>
              </>
            )}
          </>
        }
      />
      <div className="stack">
        <Panel>
          <PersonFacts person={person} onShow={mayKeep ? () => setDoing('show') : undefined} />
        </Panel>
        {!isHere && <LeavingPanel staffId={id} />}
      </div>
      {doing === 'correct' && <PersonForm units={units} person={person} onClose={done} />}
      {doing === 'leave' && <LeaveDialog person={person} onClose={done} />}
      {doing === 'show' && <RevealDialog person={person} onClose={done} />}
    </>
  )
}

function PersonFacts({ person, onShow }: { person: StaffPerson; onShow: (() => void) | undefined }) {
  const { t } = useWords()
  const mayDuties = useMay('see-duties')
  const { identityKind, identityMasked, mobileMasked, state, personId, createdAt, leftAt } = person
  return (
    <Facts
      facts={[
        [
          t('staff.state'),
          <Badge key="state" tone={state === 'active' ? 'good' : 'none'}>
            {t(`staff.state.${state}`)}
          </Badge>,
        ],
        [t('staff.unit'), person.unitName],
        [t('staff.number'), person.staffNumber],
        [t('person.kind'), t(`person.kind.${identityKind}`)],
        [
          t('staff.identity'),
          <span key="identity" className="row">
            <code>{identityMasked}</code>
            {onShow && (
              <Button size="small" onClick={onShow}>
                {t('person.show')}
              </Button>
            )}
          </span>,
        ],
        [t('staff.mobile'), mobileMasked ?? '—'],
        [t('person.account'), t(personId ? 'person.account.linked' : 'person.account.none')],
        [t('duties.title'), personId && mayDuties ? <DutiesOf key="duties" personId={personId} /> : undefined],
        [t('person.since'), <Time key="since" at={createdAt} />],
        [t('person.left-at'), leftAt ? <Time key="left" at={leftAt} /> : undefined],
      ]}
    />
  )
}
