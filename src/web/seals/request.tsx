import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { get, write } from '../api.ts'
import { useActorName } from '../desk/actor.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { History, RequestStateTag, svgUrl, TrueSize } from './pieces.tsx'
import type { MakerKey, SealRequestDetail, SealStep } from './shapes.ts'

/** Where each step is sent, and whether words go with it. */
const SENT: Partial<Record<SealStep, { path: string; words?: true }>> = {
  review: { path: 'review' },
  return: { path: 'return', words: true },
  reject: { path: 'rejection', words: true },
  picture: { path: 'picture' },
  approve: { path: 'approval' },
  cancel: { path: 'cancellation' },
  abandon: { path: 'cancellation' },
  drop: { path: 'cancellation' },
}
const FIRST: readonly SealStep[] = ['review', 'picture', 'approve']

interface StepProps {
  request: SealRequestDetail
  onDone: () => void
}

function Answering({ request, step, onDone, onClose }: StepProps & { step: SealStep; onClose: () => void }) {
  const { t } = useWords()
  const [answer, setAnswer] = useState('')
  const send = useMutation({
    mutationFn: () => write('POST', `/seal-requests/${request.id}/${SENT[step]?.path}`, { answer }),
    onSuccess: () => {
      onClose()
      onDone()
    },
  })
  const action = {
    text: t(`seals.step.${step}`),
    run: () => send.mutate(),
    isRunning: send.isPending,
    isDisabled: answer.trim() === '',
  }
  return (
    <Dialog title={`${t(`seals.step.${step}`)} · ${request.name}`} onClose={onClose} action={action}>
      <Field label={t('seals.why')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={300}
            value={answer}
            onChange={({ target }) => setAnswer(target.value)}
          />
        )}
      </Field>
      {send.error && <ProblemAlert error={send.error} />}
    </Dialog>
  )
}

function Making({ request }: StepProps) {
  const { t } = useWords()
  const navigate = useNavigate()
  const makers = useQuery({ queryKey: ['/seal-makers'], queryFn: () => get<{ items: MakerKey[] }>('/seal-makers') })
  const ready = (makers.data?.items ?? []).filter(({ state }) => state === 'ready')
  const [chosen, setChosen] = useState<string>()
  const makerKey = chosen ?? ready[0]?.id
  const make = useMutation({
    mutationFn: () => write<{ sealId: string }>('POST', `/seal-requests/${request.id}/seal`, { makerKey }),
    onSuccess: ({ sealId }) => navigate(`/seals/${sealId}`),
  })
  if (makers.data && ready.length === 0)
    return (
      <p className="note">
        {t('seals.no-maker-key')} <Link to="/seals/makers">{t('seals.makers')}</Link>
      </p>
    )
  return (
    <div className="row">
      <Select
        aria-label={t('seals.maker-key')}
        value={makerKey}
        onChange={setChosen}
        options={ready.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button type="primary" loading={make.isPending} disabled={!makerKey} onClick={() => make.mutate()}>
        {t('seals.step.make')}
      </Button>
      {make.error && <ProblemAlert error={make.error} />}
    </div>
  )
}

function Steps({ request, onDone }: StepProps) {
  const { t } = useWords()
  const [answering, setAnswering] = useState<SealStep>()
  const send = useMutation({
    mutationFn: (step: SealStep) =>
      write('POST', `/seal-requests/${request.id}/${SENT[step]?.path}`, step === 'approve' ? {} : undefined),
    onSuccess: onDone,
  })
  const take = useMutation({
    mutationFn: () => write('POST', `/seal-requests/${request.id}/taking`),
    onSuccess: onDone,
  })
  const { steps, sealId, state } = request
  const isWaiting = !['delivered', 'done', 'rejected', 'cancelled', 'made'].includes(state)
  return (
    <Panel>
      <div className="stack">
        {steps.length === 0 && isWaiting && <p className="note">{t('seals.waiting-for-others')}</p>}
        {steps.includes('make') && <Making request={request} onDone={onDone} />}
        <div className="row">
          {steps
            .filter((step) => SENT[step])
            .sort((a, b) => Number(FIRST.includes(b)) - Number(FIRST.includes(a)))
            .map((step) => (
              <Button
                key={step}
                type={FIRST.includes(step) ? 'primary' : 'default'}
                loading={send.isPending && send.variables === step}
                onClick={() => (SENT[step]?.words ? setAnswering(step) : send.mutate(step))}
              >
                {t(`seals.step.${step}`)}
              </Button>
            ))}
          {steps.includes('take') && (
            <Button type="primary" loading={take.isPending} onClick={() => take.mutate()}>
              {t('seals.step.take')}
            </Button>
          )}
          {(steps.includes('resubmit') || steps.includes('take')) && (
            <LinkButton to={`/seals/new?again=${request.id}`}>
              {t(steps.includes('take') ? 'seals.take-otherwise' : 'seals.step.resubmit')}
            </LinkButton>
          )}
          {sealId && <Link to={`/seals/${sealId}`}>{t('seals.list')}</Link>}
        </div>
        {(send.error ?? take.error) && <ProblemAlert error={send.error ?? take.error} />}
        {answering && (
          <Answering request={request} step={answering} onDone={onDone} onClose={() => setAnswering(undefined)} />
        )}
      </div>
    </Panel>
  )
}

function What({ request }: { request: SealRequestDetail }) {
  const { t } = useWords()
  const nameOf = useActorName()
  const { version, design } = request
  return (
    <Facts
      facts={[
        [t('seals.state'), <RequestStateTag key="state" state={request.state} />],
        [
          t('seals.requested'),
          <span key="asked">
            {nameOf(request.requesterName)} · <Time at={request.requestedAt} />
          </span>,
        ],
        [t('seals.reason'), request.reason],
        [t('seals.answer'), request.answer ?? undefined],
        [t('seals.holder'), `${request.holderName} · ${request.unitName}`],
        [t('seals.kind'), t(`seals.kind.${request.sealKind}`)],
        [
          t('seals.text'),
          design
            ? [design.text + (design.ending ?? ''), design.line, design.number].filter(Boolean).join(' · ')
            : undefined,
        ],
        [t('seals.source'), request.hasScan ? t('seals.source.scan') : undefined],
        [t('seals.version'), t(version === 1 ? 'seals.version.1' : 'seals.version.4')],
        [t('seals.reviewer'), request.reviewerName ?? undefined],
        [t('seals.drafter'), request.drafterName ?? undefined],
        [t('seals.maker-person'), request.makerName ?? undefined],
      ]}
    />
  )
}

/** Whose key it will be, held against whose seal it is. */
function Signers({ request }: { request: SealRequestDetail }) {
  const { t } = useWords()
  return (
    <Panel title={t('seals.signers')}>
      <div className="stack">
        {request.signers.map(({ subject, isHolder }) => (
          <div key={subject}>
            <p className="small">{subject}</p>
            {!isHolder && (
              <p className="note seal-warning">{t('seals.signer-differs', { holder: request.holderName })}</p>
            )}
          </div>
        ))}
      </div>
    </Panel>
  )
}

function Picture({ request }: { request: SealRequestDetail }) {
  const { t } = useWords()
  const { id, name, hasPicture, widthMm, heightMm, design } = request
  const drawn = useQuery({
    queryKey: ['/seal-drawings', design],
    queryFn: () => write<{ svg: string; widthMm: number; heightMm: number }>('POST', '/seal-drawings', design),
    enabled: !hasPicture && design !== null,
    retry: false,
  })
  if (hasPicture && widthMm && heightMm)
    return <TrueSize src={`/api/v1/seal-requests/${id}/picture`} name={name} widthMm={widthMm} heightMm={heightMm} />
  if (drawn.data) return <TrueSize src={svgUrl(drawn.data.svg)} name={name} {...drawn.data} />
  return <span className="small soft">{t(request.hasScan ? 'seals.source.scan' : 'seals.preview-none')}</span>
}

export function SealRequestPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const found = useQuery({
    queryKey: ['/seal-requests', id],
    queryFn: () => get<SealRequestDetail>(`/seal-requests/${id}`),
  })
  const back = { to: '/seals/requests', text: t('seals.requests') }
  if (found.error) return <ProblemAlert error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Bones />
  const request = found.data
  const isMaking = request.kind === 'new' || request.kind === 'change' || request.kind === 'reissue'
  return (
    <>
      <PageHead title={request.name} meta={t(`seals.request-kind.${request.kind}`)} back={back} />
      <div className="seal-columns">
        <div className="stack">
          <Steps request={request} onDone={() => void found.refetch()} />
          <Panel title={t('seals.requests')}>
            <What request={request} />
          </Panel>
          {request.signers.length > 0 && <Signers request={request} />}
        </div>
        <div className="stack">
          {isMaking && (
            <Panel title={t('seals.true-size')}>
              <div className="seal-stage">
                <Picture request={request} />
              </div>
            </Panel>
          )}
          <Panel title={t('seals.history')}>
            <History events={request.events} />
          </Panel>
        </div>
      </div>
    </>
  )
}
