import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Field } from '../../pieces/field.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'

interface Props {
  title: string
  action: string
  /** Where the reason is posted. */
  path: string
  /** What is asked again afterwards. */
  stale: readonly string[]
  children: ReactNode
  onClose: () => void
}

/** Something that ends with a reason, which goes into the audit trail. */
export function ReasonDialog({ title, action, path, stale, children, onClose }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const save = useMutation({
    mutationFn: () => write('POST', path, { reason: reason.trim() }),
    onSuccess: async () => {
      await Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })))
      onClose()
    },
  })
  return (
    <Dialog
      title={title}
      onClose={onClose}
      action={{
        text: action,
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: reason.trim() === '',
      }}
    >
      {children}
      <Field label={t('lineage.waive.reason')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={1000}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
        )}
      </Field>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}
