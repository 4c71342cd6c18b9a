// 退回: which of the request's own fields are wrong, a reason each; or no, and why.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { get, write } from '../api.ts'
import { type BothTexts, useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Bones } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { UserRequest } from './shapes.ts'
import './return.css'

interface Returnable {
  fields: { field: string; title: BothTexts }[]
}

interface Props {
  request: UserRequest
  /** What is read again afterwards. */
  queueKey: readonly string[]
  onClose: () => void
}

export function ReturnDialog({ request, queueKey, onClose }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({})
  const [refusal, setRefusal] = useState('')
  const detail = useQuery({
    queryKey: ['/user-requests', request.id],
    queryFn: () => get<Returnable>(`/user-requests/${request.id}`),
  })
  const settle = { onSuccess: onClose, onSettled: () => void client.invalidateQueries({ queryKey: queueKey }) }
  const marked = Object.entries(reasons)
  const back = useMutation({
    mutationFn: () =>
      write('POST', `/user-requests/${request.id}/return`, {
        fields: marked.map(([field, reason]) => ({ field, reason: reason.trim() })),
      }),
    ...settle,
  })
  const reject = useMutation({
    mutationFn: () => write('POST', `/user-requests/${request.id}/rejection`, { reason: refusal.trim() }),
    ...settle,
  })
  return (
    <Dialog
      look="wide"
      title={`${t('queue.return')}：${request.staff.name} · ${t(`ask.kind.${request.kind}`)}`}
      onClose={onClose}
      action={{
        text: t('queue.return'),
        run: () => back.mutate(),
        isRunning: back.isPending,
        isDisabled: marked.length === 0 || marked.some(([, reason]) => reason.trim() === ''),
      }}
    >
      {!detail.data && (detail.error ? <ProblemAlert error={detail.error} /> : <Bones lines={4} />)}
      {detail.data && <Marks fields={detail.data.fields} reasons={reasons} set={setReasons} />}
      <details>
        <summary>{t('queue.reject-instead')}</summary>
        <div className="stack">
          <Field label={t('queue.reject-reason')}>
            {(id) => (
              <Input id={id} maxLength={200} value={refusal} onChange={({ target }) => setRefusal(target.value)} />
            )}
          </Field>
          <div className="row">
            <Button danger disabled={refusal.trim() === ''} loading={reject.isPending} onClick={() => reject.mutate()}>
              {t('queue.reject')}
            </Button>
          </div>
        </div>
      </details>
      <ProblemAlert error={back.error ?? reject.error} />
    </Dialog>
  )
}

interface MarksProps extends Returnable {
  reasons: Readonly<Record<string, string>>
  set: (reasons: Readonly<Record<string, string>>) => void
}

/** A tick opens the line for its reason. */
function Marks({ fields, reasons, set }: MarksProps) {
  const { t, pick } = useWords()
  const base = useId()
  const toggle = (field: string, isMarked: boolean) => {
    const { [field]: _, ...others } = reasons
    set(isMarked ? { ...others, [field]: '' } : others)
  }
  return (
    <fieldset className="return-fields">
      <legend className="small soft">{t('queue.return-which')}</legend>
      {fields.map(({ field, title }) => (
        <div key={field} className="return-field">
          <label>
            <input
              type="checkbox"
              checked={field in reasons}
              onChange={({ target }) => toggle(field, target.checked)}
            />
            {pick(title)}
          </label>
          {field in reasons && (
            <Input
              id={`${base}-${field}`}
              autoFocus
              aria-label={t('queue.return-why', { field: pick(title) })}
              placeholder={t('queue.return-reason')}
              maxLength={200}
              value={reasons[field] ?? ''}
              onChange={({ target }) => set({ ...reasons, [field]: target.value })}
            />
          )}
        </div>
      ))}
    </fieldset>
  )
}
