import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import { refreshApprovals } from '../approvals/queue.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useMay } from '../shell/session.ts'

const MIN_MONTHS = 6

/** Asks for another time the trail is kept; a security administrator decides. */
export function RetentionButton({ months: before }: { months: number }) {
  const { t } = useWords()
  const mayAsk = useMay('ask-retention')
  const [isOpen, setIsOpen] = useState(false)
  if (!mayAsk) return null
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)}>
        {t('trail.retention-change')}
      </Button>
      {isOpen && <RetentionDialog before={before} onClose={() => setIsOpen(false)} />}
    </>
  )
}

function RetentionDialog({ before, onClose }: { before: number; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [months, setMonths] = useState(before)
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () => write('POST', '/audit/retention', { months, reason }),
    onSuccess: () => refreshApprovals(client),
  })
  const isDisabled = months === before || reason.trim().length < 4
  return (
    <Dialog
      title={t('trail.retention-change')}
      onClose={onClose}
      {...(!ask.isSuccess && {
        action: { text: t('account.ask'), run: () => ask.mutate(), isRunning: ask.isPending, isDisabled },
      })}
    >
      {ask.isSuccess ? (
        <p>{t('trail.retention-asked')}</p>
      ) : (
        <>
          <Field label={t('trail.retention-months')} hint={t('trail.retention-hint', { months: before })}>
            {(id) => (
              <InputNumber
                id={id}
                min={MIN_MONTHS}
                max={1200}
                precision={0}
                value={months}
                onChange={(value) => setMonths(value ?? before)}
              />
            )}
          </Field>
          <Field label={t('account.reason')}>
            {(id) => (
              <Input.TextArea
                id={id}
                rows={2}
                maxLength={1000}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
            )}
          </Field>
          {months < before && <p className="small">{t('trail.retention-shorter')}</p>}
        </>
      )}
      <ProblemAlert error={ask.error} />
    </Dialog>
  )
}
