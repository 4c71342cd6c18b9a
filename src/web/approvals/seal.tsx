import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { PasswordHalf } from './decide.tsx'
import { refreshApprovals } from './queue.ts'
import { Waiting } from './waiting.tsx'

/** New halves: who asks is shown the first here, once. */
export function SealDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState({ firstHolder: '', secondHolder: '', reason: '' })
  const ask = useMutation({
    mutationFn: () => write<{ firstHalf: string }>('POST', '/break-glass/sets', draft),
    onSuccess: () => refreshApprovals(client),
  })
  const [first, second] = [draft.firstHolder.trim(), draft.secondHolder.trim()]
  const isWhole = first !== '' && second !== '' && first !== second && draft.reason.trim().length >= 4
  return (
    <Dialog
      title={t('emergency.seal')}
      onClose={onClose}
      {...(!ask.data && {
        action: { text: t('account.ask'), run: () => ask.mutate(), isRunning: ask.isPending, isDisabled: !isWhole },
      })}
    >
      {ask.data ? (
        <>
          <PasswordHalf text={ask.data.firstHalf} note={t('emergency.first-half', { holder: first })} />
          <Waiting />
        </>
      ) : (
        <>
          <p className="small soft">{t('emergency.seal-what')}</p>
          {(['firstHolder', 'secondHolder'] as const).map((name) => (
            <Field key={name} label={t(name === 'firstHolder' ? 'emergency.first-holder' : 'emergency.second-holder')}>
              {(id) => (
                <Input
                  id={id}
                  value={draft[name]}
                  onChange={({ target }) => setDraft({ ...draft, [name]: target.value })}
                />
              )}
            </Field>
          ))}
          <Field label={t('account.reason')}>
            {(id) => (
              <Input.TextArea
                id={id}
                rows={2}
                maxLength={1000}
                value={draft.reason}
                onChange={({ target }) => setDraft({ ...draft, reason: target.value })}
              />
            )}
          </Field>
        </>
      )}
      <ProblemAlert error={ask.error} />
    </Dialog>
  )
}
