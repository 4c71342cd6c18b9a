import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popconfirm } from 'antd'
import { useId, useState } from 'react'
import { Link, useParams } from 'react-router'
import { get, write } from '../api.ts'
import type { TrustChangeDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { Preview } from './preview.tsx'
import { ChangeState, shortName, Use, useActionWords } from './words.tsx'
import './trust.css'

type Decision = { to: 'approval' | 'withdrawal' } | { to: 'refusal'; reason: string }

function useDecision(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (decision: Decision) =>
      write(
        'POST',
        `/trust-changes/${encodeURIComponent(id)}/${decision.to}`,
        'reason' in decision ? { reason: decision.reason } : undefined,
      ),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['/trust-changes'] })
      await client.invalidateQueries({ queryKey: ['/trust-materials'] })
    },
  })
}

interface RefusalProps {
  decide: ReturnType<typeof useDecision>
  onClose: () => void
}

function RefusalDialog({ decide, onClose }: RefusalProps) {
  const { t } = useWords()
  const id = useId()
  const [reason, setReason] = useState('')
  const run = () => decide.mutate({ to: 'refusal', reason: reason.trim() }, { onSuccess: onClose })
  const isDisabled = reason.trim().length < 4
  return (
    <Dialog
      title={t('trust.refuse')}
      onClose={onClose}
      action={{ text: t('trust.refuse'), run, isRunning: decide.isPending, isDisabled }}
    >
      <div className="field">
        <label htmlFor={id}>{t('trust.refusal-reason')}</label>
        <Input.TextArea
          id={id}
          rows={3}
          maxLength={1000}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <ProblemAlert error={decide.error} />
    </Dialog>
  )
}

/** All three stand there for either administrator: who may not is told why by the server, which knows persons. */
function Decide({ change }: { change: TrustChangeDetail }) {
  const { t } = useWords()
  const [isRefusing, setIsRefusing] = useState(false)
  const decide = useDecision(change.id)
  const mayDecide = useMay('change-trust')
  if (change.state !== 'pending') return null
  return (
    <Panel title={t('trust.decide')}>
      <div className="stack">
        <p className="soft small">{t('trust.decide-what')}</p>
        {mayDecide && (
          <div className="row">
            <Popconfirm
              title={t('trust.approve-sure')}
              description={t('trust.approve-what')}
              okText={t('trust.approve')}
              onConfirm={() => decide.mutate({ to: 'approval' })}
            >
              <Button type="primary" loading={decide.isPending}>
                {t('trust.approve')}
              </Button>
            </Popconfirm>
            <Button onClick={() => setIsRefusing(true)}>{t('trust.refuse')}</Button>
            <Popconfirm
              title={t('trust.withdraw-sure')}
              okText={t('trust.withdraw')}
              onConfirm={() => decide.mutate({ to: 'withdrawal' })}
            >
              <Button type="text">{t('trust.withdraw')}</Button>
            </Popconfirm>
          </div>
        )}
        {!isRefusing && <ProblemAlert error={decide.error} />}
        {isRefusing && <RefusalDialog decide={decide} onClose={() => setIsRefusing(false)} />}
      </div>
    </Panel>
  )
}

function Body({ change }: { change: TrustChangeDetail }) {
  const { t } = useWords()
  const words = useActionWords()
  return (
    <div className="columns wide-left">
      <Panel title={t(change.action === 'remove' ? 'trust.what-ends' : 'trust.what-begins')}>
        <Preview preview={change.preview} />
      </Panel>
      <div className="stack">
        <Panel title={t('trust.change')}>
          <Facts
            facts={[
              [t('trust.action'), words(change)],
              [t('trust.use'), change.usage ? <Use key="use" row={change} /> : undefined],
              [
                t('trust.replaces'),
                change.target && (
                  <>
                    <Link to={`/trust/materials/${change.target.id}`}>{shortName(change.target.subject)}</Link>{' '}
                    <Use row={change.target} />
                  </>
                ),
              ],
              [t('trust.reason'), change.reason],
              [t('trust.proposed-by'), change.proposedBy.name],
              [t('trust.proposed-at'), <Time key="at" at={change.proposedAt} />],
              [
                t('trust.expires'),
                change.state === 'pending' ? <Time key="expires" at={change.expiresAt} /> : undefined,
              ],
              [t('trust.decided-by'), change.decidedBy?.name],
              [t('trust.decided-at'), change.decidedAt ? <Time key="decided" at={change.decidedAt} /> : undefined],
              [t('trust.refusal-reason'), change.decisionReason ?? undefined],
            ]}
          />
        </Panel>
        <Decide change={change} />
      </div>
    </div>
  )
}

export function TrustChangePage() {
  const { t } = useWords()
  const words = useActionWords()
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['/trust-changes', 'one', id],
    queryFn: () => get<TrustChangeDetail>(`/trust-changes/${encodeURIComponent(id)}`),
  })
  const change = query.data
  return (
    <>
      <PageHead
        back={{ to: '/trust/changes', text: t('trust.changes') }}
        title={change ? `${words(change)} ${shortName(change.subject)}` : '…'}
        meta={change && <ChangeState state={change.state} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {change && <Body change={change} />}
      {query.isPending && (
        <Panel>
          <Bones lines={8} />
        </Panel>
      )}
    </>
  )
}
