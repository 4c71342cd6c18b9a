import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { MinistryCopy } from './shapes.ts'

/** A receipt that came another way than through the folder. */
export function ReceiptDialog({ copy: { sequence, fileName }, onClose }: { copy: MinistryCopy; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [receipt, setReceipt] = useState<File>()
  const [signature, setSignature] = useState<File>()
  const take = useMutation({
    mutationFn: (files: { receipt: File; signature: File }) => {
      const form = new FormData()
      form.append('receipt', files.receipt)
      form.append('signature', files.signature)
      return write<MinistryCopy>('POST', `/ministry-copies/${sequence}/receipt`, form)
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/ministry-copies'] })
      onClose()
    },
  })
  const choices = [
    ['ministry.receipt-text', '.json', setReceipt],
    ['ministry.receipt-signature', '.p7s', setSignature],
  ] as const
  return (
    <Dialog
      title={t('ministry.receipt-of', { sequence })}
      onClose={onClose}
      action={{
        text: t('ministry.receipt-do'),
        run: () => receipt && signature && take.mutate({ receipt, signature }),
        isRunning: take.isPending,
        isDisabled: !receipt || !signature,
      }}
    >
      <p className="small soft">
        {fileName}
        <br />
        {t('ministry.receipt-what')}
      </p>
      {choices.map(([label, accept, set]) => (
        <Field key={label} label={t(label)}>
          {(id) => (
            <input
              id={id}
              type="file"
              accept={accept}
              onChange={({ target }) => {
                set(target.files?.[0])
                take.reset()
              }}
            />
          )}
        </Field>
      ))}
      <ProblemAlert error={take.error} />
    </Dialog>
  )
}
