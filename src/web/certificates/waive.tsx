import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useId, useState } from 'react'
import { write } from '../api.ts'
import type { LineageReason } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { endOfDay, shanghaiDay } from '../pieces/time.tsx'

const USUAL_DAYS = 14

export function WaiveDialog({
  lineageId,
  reason,
  onClose,
}: {
  lineageId: string
  reason: LineageReason
  onClose: () => void
}) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const [day, setDay] = useState(shanghaiDay(USUAL_DAYS))
  const [why, setWhy] = useState('')
  const [untilId, whyId] = [useId(), useId()]
  const waive = useMutation({
    mutationFn: () =>
      write('POST', `/lineages/${lineageId}/waivers`, { code: reason.code, until: endOfDay(day), reason: why }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [`/lineages/${lineageId}`] })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('lineage.waive.title')}
      onClose={onClose}
      action={{
        text: t('lineage.waive'),
        run: () => waive.mutate(),
        isRunning: waive.isPending,
        isDisabled: why.trim() === '' || day === '',
      }}
    >
      <p>{reason.text[language]}</p>
      <label htmlFor={untilId}>{t('lineage.waive.until')}</label>
      <Input
        id={untilId}
        type="date"
        min={shanghaiDay(1)}
        value={day}
        onChange={({ target }) => setDay(target.value)}
      />
      <label htmlFor={whyId}>{t('lineage.waive.reason')}</label>
      <Input.TextArea id={whyId} rows={3} value={why} onChange={({ target }) => setWhy(target.value)} />
      <ProblemAlert error={waive.error} />
    </Dialog>
  )
}
