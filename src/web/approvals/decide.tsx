import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { CopyButton } from '../pieces/copyable.tsx'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Lines } from './entry.tsx'
import { refreshApprovals } from './queue.ts'
import type { Approval, Decided } from './shapes.ts'

export type Asking = 'approve' | 'refuse'

interface Props {
  approval: Approval
  onClose: () => void
}

/** What is to be approved stands above the button, and what comes of it in its place: a secret is shown here once. */
export function ApproveDialog({ approval, onClose }: Props) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const approve = useMutation({
    mutationFn: () => write<Decided>('POST', `/approvals/${approval.id}/approval`),
    onSettled: () => refreshApprovals(client),
  })
  const decided = approve.data
  const run = () => approve.mutate(undefined, { onSuccess: (answer) => isQuiet(answer) && onClose() })
  return (
    <Dialog
      title={`${t('approval.approve')}：${pick(approval.title)}`}
      onClose={onClose}
      {...(!decided && { action: { text: t('approval.approve-sure'), run, isRunning: approve.isPending } })}
    >
      {decided ? (
        <Outcome decided={decided} />
      ) : (
        <>
          <p className="strong wrapping">{approval.subject}</p>
          <Lines approval={approval} />
          <p className="small soft">{t('approval.approve-what', { name: approval.requestedBy.name })}</p>
        </>
      )}
      <ProblemAlert error={approve.error} />
    </Dialog>
  )
}

/** Done, and nothing to hand over: the queue says the rest. */
function isQuiet({ approval, handOver }: Decided): boolean {
  return !handOver && approval.state !== 'failed'
}

function Outcome({ decided: { approval, handOver } }: { decided: Decided }) {
  const { t, pick } = useWords()
  return (
    <div className="stack" role="status">
      {approval.problem && <p className="note">{pick(approval.problem.text)}</p>}
      {handOver?.passwordHalf && (
        <PasswordHalf
          text={handOver.passwordHalf}
          note={t('approval.second-half', { username: handOver.username ?? '' })}
        />
      )}
      {handOver?.secondHalf && (
        <PasswordHalf text={handOver.secondHalf} note={t('emergency.second-half', { holder: handOver.holder ?? '' })} />
      )}
    </div>
  )
}

/** Half of a one-time password: shown here, and never again. */
export function PasswordHalf({ text, note }: { text: string; note: string }) {
  const { t } = useWords()
  return (
    <>
      <p>{note}</p>
      <p className="half">
        <code>{text}</code> <CopyButton text={text} what={t('approval.half')} />
      </p>
    </>
  )
}

export function RefuseDialog({ approval, onClose }: Props) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const refuse = useMutation({
    mutationFn: () => write<Approval>('POST', `/approvals/${approval.id}/refusal`, { reason: reason.trim() }),
    onSuccess: onClose,
    onSettled: () => refreshApprovals(client),
  })
  return (
    <Dialog
      title={`${t('approval.refuse')}：${pick(approval.title)}`}
      onClose={onClose}
      action={{
        text: t('approval.refuse'),
        run: () => refuse.mutate(),
        isRunning: refuse.isPending,
        isDisabled: reason.trim().length < 4,
      }}
    >
      <p className="strong wrapping">{approval.subject}</p>
      <Field label={t('approval.refusal-reason')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={1000}
            autoFocus
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      <ProblemAlert error={refuse.error} />
    </Dialog>
  )
}

/** What the person at the screen can do about it. */
export function Decide({ approval, onAsk }: { approval: Approval; onAsk: (asking: Asking) => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => write('POST', `/approvals/${approval.id}/withdrawal`),
    onSettled: () => refreshApprovals(client),
  })
  const isPending = approval.state === 'pending'
  return (
    <>
      {approval.mayDecide && (
        <div className="row">
          <Button type="primary" onClick={() => onAsk('approve')}>
            {t('approval.approve')}
          </Button>
          <Button onClick={() => onAsk('refuse')}>{t('approval.refuse')}</Button>
        </div>
      )}
      {isPending && approval.isOwn && (
        <div className="row">
          <span className="small soft">{t('approval.waits-for-other')}</span>
          <Popconfirm
            title={t('approval.withdraw-sure')}
            okText={t('approval.withdraw')}
            onConfirm={() => withdraw.mutate()}
          >
            <Button size="small" loading={withdraw.isPending}>
              {t('approval.withdraw')}
            </Button>
          </Popconfirm>
        </div>
      )}
      <ProblemAlert error={withdraw.error} />
    </>
  )
}
