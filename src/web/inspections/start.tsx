import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

interface Props {
  onClose: () => void
  /** The missed round this one makes up for; absent: an extra round. */
  makesUpFor?: string
}

/** Starts a round outside the plan: 加开 or 补巡. */
export function StartRound({ onClose, makesUpFor }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const start = useMutation({
    mutationFn: () =>
      write<{ id: string }>('POST', '/rounds', { reason: reason.trim(), ...(makesUpFor ? { makesUpFor } : {}) }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/rounds'] })
      onClose()
      await navigate(`/inspections/${encodeURIComponent(id)}`)
    },
  })
  return (
    <Dialog
      title={makesUpFor ? t('round.make-up') : t('round.extra')}
      onClose={onClose}
      action={{
        text: t('round.start'),
        run: () => start.mutate(),
        isRunning: start.isPending,
        isDisabled: reason.trim() === '',
      }}
    >
      <p className="soft">{makesUpFor ? t('round.make-up-hint') : t('round.extra-hint')}</p>
      <div className="field">
        <label htmlFor="round-reason">{t('round.reason')}</label>
        <Input id="round-reason" value={reason} onChange={(event) => setReason(event.target.value)} maxLength={200} />
      </div>
      <ProblemAlert error={start.error} />
    </Dialog>
  )
}
