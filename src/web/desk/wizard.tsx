import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { get, type Page, upload, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { DetailFields, isComplete } from './fields.tsx'
import { Materials } from './materials.tsx'
import { type Asked, type Details, FORMS, type HeldCredential, KINDS, type Kind, type Person } from './shapes.ts'
import { Summary } from './summary.tsx'
import { WhoStep } from './who.tsx'
import './desk.css'

const STEPS = ['who', 'what', 'submit'] as const
type StepName = (typeof STEPS)[number]

/** 1 谁、哪张证 → 2 材料与核对 → 3 提交. Whoever comes from a row of a list has the first step behind them. */
export function WizardPage() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const kind = KINDS.find((one) => one === search.get('kind')) ?? 'new'
  const [staffId, setStaffId] = useState(search.get('staff') ?? '')
  const [credentialId, setCredentialId] = useState(search.get('credential') ?? '')
  const isChosen = staffId !== '' && (FORMS[kind].credential === null || credentialId !== '')
  const [step, setStep] = useState<StepName>(isChosen ? 'what' : 'who')
  const [details, setDetails] = useState<Details>(
    FORMS[kind].needs.includes('profileId') ? { profileId: 'staff-sm2' } : {},
  )
  const [files, setFiles] = useState<File[]>([])
  const chosen = useChosen(staffId, credentialId)
  const submit = useSubmission({ kind, staffId, credentialId, details, files })
  const go = (to: StepName) => () => setStep(to)
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
          chooseStaff={(id) => {
            setStaffId(id)
            setCredentialId('')
          }}
          chooseCredential={setCredentialId}
          next={go('what')}
        />
      )}
      {step === 'what' && (
        <Panel>
          <div className="stack">
            <Summary kind={kind} person={chosen.person} credential={chosen.credential} details={{}} />
            <DetailFields kind={kind} details={details} set={setDetails} />
            <Materials files={files} set={setFiles} />
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
          <div className="stack">
            <Summary
              kind={kind}
              person={chosen.person}
              credential={chosen.credential}
              details={details}
              files={files}
            />
            <p className="soft small">{t('desk.submit-what')}</p>
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

interface Draft {
  kind: Kind
  staffId: string
  credentialId: string
  details: Details
  files: readonly File[]
}

/** A draft that could not be submitted stays: the next attempt takes it up, and sends no file twice. */
function useSubmission({ kind, staffId, credentialId, details, files }: Draft) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState<{ id: string; sent: readonly File[] }>()
  return useMutation({
    mutationFn: async () => {
      const body = { ...(credentialId && { credentialId }), details }
      const { id } = draft
        ? await write<Asked>('PATCH', `/user-requests/${draft.id}`, body)
        : await write<Asked>('POST', '/user-requests', { kind, staffId, ...body })
      const sent = [...(draft?.sent ?? [])]
      setDraft({ id, sent })
      for (const file of files.filter((one) => !sent.includes(one))) {
        await sendMaterial(id, file)
        sent.push(file)
        setDraft({ id, sent: [...sent] })
      }
      return write<Asked>('POST', `/user-requests/${id}/submission`)
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/user-requests'] })
      await navigate(`/desk/${id}`)
    },
  })
}

export async function sendMaterial(id: string, file: File): Promise<void> {
  const form = new FormData()
  form.append('file', file)
  await upload<unknown>(`/user-requests/${id}/materials`, form, () => undefined)
}
