import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useSearchParams } from 'react-router'
import { get, type Page } from '../api.ts'
import { useWords } from '../language/index.ts'
import { PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useKept } from '../shell/kept.ts'
import { DetailFields, isComplete } from './fields.tsx'
import { Materials } from './materials.tsx'
import { FORMS, type HeldCredential, KINDS, type Kind, type Person } from './shapes.ts'
import { type Draft, useSubmission } from './submission.ts'
import { Summary } from './summary.tsx'
import { WhoStep } from './who.tsx'
import './desk.css'

const STEPS = ['who', 'what', 'submit'] as const
type StepName = (typeof STEPS)[number]

/** Whoever comes from a row of a list has the first step behind them. */
function begun(kind: Kind, search: URLSearchParams): Draft & { step: StepName } {
  const [staffId, credentialId] = [search.get('staff') ?? '', search.get('credential') ?? '']
  const isChosen = staffId !== '' && (FORMS[kind].credential === null || credentialId !== '')
  const details = FORMS[kind].needs.includes('profileId') ? { profileId: 'staff-sm2' } : {}
  return { kind, staffId, credentialId, details, files: [], step: isChosen ? 'what' : 'who' }
}

/** 1 谁、哪张证 → 2 材料与核对 → 3 提交. */
export function WizardPage() {
  const [search] = useSearchParams()
  // Another kind is another beginning.
  return <Wizard key={search.toString()} search={search} />
}

function Wizard({ search }: { search: URLSearchParams }) {
  const { t } = useWords()
  const kind = KINDS.find((one) => one === search.get('kind')) ?? 'new'
  const [draft, setDraft] = useKept(`wizard ${search}`, () => begun(kind, search))
  const { step, staffId, credentialId, details, files } = draft
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }))
  const chosen = useChosen(staffId, credentialId)
  const submit = useSubmission(draft, change)
  const go = (to: StepName) => () => change({ step: to })
  return (
    <>
      <PageHead
        title={t(`desk.kind.${kind}`)}
        meta={t(`desk.kind-what.${kind}`)}
        back={{ to: '/desk', text: t('desk.title') }}
      />
      <ol className="wizard-steps">
        {STEPS.map((one) => (
          <li key={one} {...(one === step && { 'aria-current': 'step' as const })}>
            {t(`desk.step.${one}`)}
          </li>
        ))}
      </ol>
      {step === 'who' && (
        <WhoStep
          kind={kind}
          staffId={staffId}
          credentialId={credentialId}
          chooseStaff={(id) => change({ staffId: id, credentialId: '' })}
          chooseCredential={(id) => change({ credentialId: id })}
          next={go('what')}
        />
      )}
      {step === 'what' && (
        <Panel>
          <div className="stack desk-form">
            <Summary kind={kind} person={chosen.person} credential={chosen.credential} details={{}} />
            <DetailFields kind={kind} details={details} set={(next) => change({ details: next })} />
            <Materials files={files} set={(next) => change({ files: next })} />
            <div className="row">
              <Button size="large" onClick={go('who')}>
                {t('desk.back')}
              </Button>
              <Button size="large" type="primary" disabled={!isComplete(kind, details)} onClick={go('submit')}>
                {t('desk.next')}
              </Button>
            </div>
          </div>
        </Panel>
      )}
      {step === 'submit' && (
        <Panel>
          <div className="stack desk-form">
            <Summary
              kind={kind}
              person={chosen.person}
              credential={chosen.credential}
              details={details}
              files={files}
            />
            <p className="soft small">{t(kind === 'suspend' ? 'desk.submit-urgent' : 'desk.submit-what')}</p>
            <ProblemAlert error={submit.error} />
            <div className="row">
              <Button size="large" onClick={go('what')}>
                {t('desk.back')}
              </Button>
              <Button size="large" type="primary" loading={submit.isPending} onClick={() => submit.mutate()}>
                {t('desk.submit')}
              </Button>
            </div>
          </div>
        </Panel>
      )}
    </>
  )
}

function useChosen(staffId: string, credentialId: string) {
  const person = useQuery({
    queryKey: ['/staff', staffId],
    queryFn: () => get<Person>(`/staff/${staffId}`),
    enabled: staffId !== '',
  })
  const held = useQuery({
    queryKey: ['/credentials', 'of', staffId],
    queryFn: () => get<Page<HeldCredential>>('/credentials', { staffId }),
    enabled: staffId !== '',
  })
  return { person: person.data, credential: held.data?.items.find(({ id }) => id === credentialId) }
}
