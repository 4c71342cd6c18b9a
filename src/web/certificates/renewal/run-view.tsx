import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Field } from '../../pieces/field.tsx'
import { Facts, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Table } from '../../pieces/table.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge, type Tone } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { RevokeAtCa } from './revoke.tsx'
import type { RenewedLineage, Run, RunStep } from './shapes.ts'

const STATES: Record<RunStep['state'], Tone> = { waiting: 'unknown', done: 'good', failed: 'bad' }
const OF_PEOPLE: ReadonlySet<RunStep['kind']> = new Set(['revoke', 'install', 'remove'])

/** What changed about a run has changed about its lineage. */
export function useRefreshed(run: Pick<Run, 'id' | 'lineageId'>) {
  const client = useQueryClient()
  return () =>
    Promise.all(
      [`/deployment-runs/${run.id}`, '/deployment-runs', `/lineages/${run.lineageId}`].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    )
}

/** Named and counted: renewed is what every binding shows, and half is not. */
export function Standing({ run }: { run: Run }) {
  const { t } = useWords()
  const proofs = run.steps.filter(({ kind }) => kind === 'verify')
  const places = proofs.flatMap(({ evidence }) => evidence.filter((one) => one.place !== undefined))
  const right = places.filter(({ seen, expected }) => seen === expected)
  const counts = { right: right.length, all: places.length }
  if (run.state === 'cancelled') return <Badge tone="none">{t('renewal.run.cancelled')}</Badge>
  if (run.state === 'proved')
    return (
      <p role="status">
        <Badge tone="good">{t(`renewal.run.proved.${run.kind}`)}</Badge> {t('renewal.run.counts', counts)}
      </p>
    )
  if (run.standing === 'unasked' || run.standing === 'all')
    return (
      <p role="status">
        <Badge tone="accent">{t('renewal.run.open')}</Badge>{' '}
        {places.length > 0 ? t('renewal.run.counts', counts) : t('renewal.run.unasked', { count: proofs.length })}
      </p>
    )
  return (
    <p role="status">
      <Badge tone="bad">{t(`renewal.run.${run.standing === 'half' ? 'half' : 'behind'}.${run.kind}`)}</Badge>{' '}
      {t('renewal.run.counts', counts)}
      {t('renewal.run.behind-nodes', { nodes: run.behind.join('、') })}
    </p>
  )
}

function StepForm({ run, step, onClose }: { run: Run; step: RunStep; onClose: () => void }) {
  const { t } = useWords()
  const refresh = useRefreshed(run)
  const [note, setNote] = useState(step.note ?? '')
  const mark = useMutation({
    mutationFn: (state: RunStep['state']) =>
      write('PUT', `/deployment-runs/${run.id}/steps/${step.position}`, { state, note: note.trim() || undefined }),
    onSuccess: async () => {
      await refresh()
      onClose()
    },
  })
  return (
    <Dialog
      title={t('renewal.step.mark', { what: t(`renewal.step.${step.kind}`), node: step.nodeName ?? '' })}
      onClose={onClose}
      action={{ text: t('renewal.step.done'), run: () => mark.mutate('done'), isRunning: mark.isPending }}
    >
      {step.kind === 'revoke' && run.replacesId && <RevokeAtCa certificateId={run.replacesId} kind={run.kind} />}
      <Field label={t('renewal.step.note')}>
        {(id) => <Input.TextArea id={id} rows={4} value={note} onChange={({ target }) => setNote(target.value)} />}
      </Field>
      <div className="row">
        <Button onClick={() => mark.mutate('failed')}>{t('renewal.step.failed')}</Button>
        {step.state !== 'waiting' && <Button onClick={() => mark.mutate('waiting')}>{t('renewal.step.reopen')}</Button>}
      </div>
      <ProblemAlert error={mark.error} />
    </Dialog>
  )
}

const short = (sha256: string | null | undefined) => sha256?.slice(0, 16) ?? '—'

/** What was measured, place by place: expected beside seen. */
function Evidence({ step }: { step: RunStep }) {
  const { t } = useWords()
  const seen = step.evidence.filter((one) => !('before' in one))
  return (
    <>
      {step.note && <p className="note">{step.note}</p>}
      <ul className="evidence">
        {seen.map((one) => (
          <li key={JSON.stringify(one)}>
            {'place' in one ? (
              <>
                <code>{one.place}</code> {one.via === 'vip' && `（${t('lineage.via.vip')}） `}
                {t('lineage.expected')} <code>{short(one.expected)}</code> {t('lineage.seen')}{' '}
                <Badge tone={one.seen === one.expected ? 'good' : 'bad'} bare>
                  <code>{one.seen === null ? t('lineage.nothing-seen') : short(one.seen)}</code>
                </Badge>
              </>
            ) : 'source' in one ? (
              <>
                {one.source?.toUpperCase()}: {one.status} {one.problem}
              </>
            ) : (
              t('renewal.step.removed')
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function Steps({ run }: { run: Run }) {
  const { t } = useWords()
  const mayWork = useMay('request-certificates') && run.state === 'open'
  const [marking, setMarking] = useState<RunStep>()
  return (
    <Panel title={t('renewal.run.steps')} padded={false}>
      <Table
        label={t('renewal.run.steps')}
        rows={run.steps}
        rowKey={({ position }) => position}
        empty={null}
        columns={[
          {
            key: 'what',
            title: t('renewal.step'),
            lead: true,
            cell: ({ position, kind, nodeName }) =>
              `${position + 1}. ${t(`renewal.step.${kind}`)}${nodeName ? ` · ${nodeName}` : ''}`,
          },
          {
            key: 'state',
            title: t('lineage.state'),
            width: 110,
            cell: ({ state }) => <Badge tone={STATES[state]}>{t(`renewal.step.state.${state}`)}</Badge>,
          },
          { key: 'evidence', title: t('renewal.step.evidence'), cell: (step) => <Evidence step={step} /> },
          {
            key: 'at',
            title: t('renewal.step.at'),
            width: 130,
            cell: ({ doneAt }) => <Time at={doneAt} show="clock" />,
          },
          {
            key: 'act',
            title: t('renewal.step.act'),
            width: 110,
            cell: (step) =>
              mayWork && OF_PEOPLE.has(step.kind) ? (
                <Button size="small" onClick={() => setMarking(step)}>
                  {t('renewal.step.tick')}
                </Button>
              ) : (
                <span className="small soft">{OF_PEOPLE.has(step.kind) ? '' : t('renewal.step.measured')}</span>
              ),
          },
        ]}
      />
      {marking && <StepForm run={run} step={marking} onClose={() => setMarking(undefined)} />}
    </Panel>
  )
}

function CancelDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const { t } = useWords()
  const refresh = useRefreshed(run)
  const [reason, setReason] = useState('')
  const cancel = useMutation({
    mutationFn: () => write('POST', `/deployment-runs/${run.id}/cancellation`, { reason }),
    onSuccess: async () => {
      await refresh()
      onClose()
    },
  })
  return (
    <Dialog
      title={t('renewal.run.cancel')}
      onClose={onClose}
      action={{
        text: t('renewal.run.cancel'),
        run: () => cancel.mutate(),
        isRunning: cancel.isPending,
        isDisabled: reason.trim() === '',
      }}
    >
      <p>{t('renewal.run.cancel-text')}</p>
      <Field label={t('renewal.run.reason')}>
        {(id) => <Input.TextArea id={id} rows={3} value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      <ProblemAlert error={cancel.error} />
    </Dialog>
  )
}

/** A run from its first step to the proof. */
export function RunView({ run, lineage }: { run: Run; lineage: RenewedLineage }) {
  const { t } = useWords()
  const refresh = useRefreshed(run)
  const mayWork = useMay('request-certificates')
  const [isCancelling, setIsCancelling] = useState(false)
  const verify = useMutation({
    mutationFn: () => write('POST', `/deployment-runs/${run.id}/verification`),
    onSettled: refresh,
  })
  const nameOf = (id: string | null) =>
    lineage.certificates.find(({ certificateId }) => certificateId === id)?.sha256.slice(0, 16)
  const isOpen = run.state === 'open'
  return (
    <>
      <Panel
        title={t(`renewal.run.kind.${run.kind}`)}
        extra={
          mayWork &&
          isOpen && (
            <>
              <Button size="small" onClick={() => setIsCancelling(true)}>
                {t('renewal.run.cancel')}
              </Button>
              <Button size="small" type="primary" loading={verify.isPending} onClick={() => verify.mutate()}>
                {t('renewal.run.verify')}
              </Button>
            </>
          )
        }
      >
        <div className="stack">
          <Standing run={run} />
          <Facts
            facts={[
              [t('renewal.run.certificate'), nameOf(run.certificateId) ?? undefined],
              [t('renewal.run.replaces'), nameOf(run.replacesId) ?? undefined],
              [t('renewal.run.reason'), run.reason],
              [t('renewal.run.opened'), <Time key="opened" at={run.openedAt} />],
              [t('renewal.run.closed'), run.closedAt && <Time key="closed" at={run.closedAt} />],
            ]}
          />
          <ProblemAlert error={verify.error} />
        </div>
      </Panel>
      <Steps run={run} />
      {isCancelling && <CancelDialog run={run} onClose={() => setIsCancelling(false)} />}
    </>
  )
}
