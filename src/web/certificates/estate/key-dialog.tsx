import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { write } from '../../api.ts'
import type { KeyOrigin, LineageDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Choice, Field } from '../../pieces/field.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'

type Held = LineageDetail['certificates'][number]

const ORIGINS = [
  'undeclared',
  'device-born',
  'service-generated',
  'hsm',
  'ukey',
] as const satisfies readonly KeyOrigin[]

/** Where the key of a certificate was born, who holds it and who answers for it. */
export function KeyDialog({ lineageId, held, onClose }: { lineageId: string; held: Held; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [origin, setOrigin] = useState(held.keyOrigin)
  const [owner, setOwner] = useState(held.keyOwner)
  const [custody, setCustody] = useState(held.keyCustody ?? '')
  const save = useMutation({
    mutationFn: () =>
      write('PUT', `/keys/${held.keyId}`, {
        origin,
        owner: owner.trim(),
        ...(custody.trim() && { custody: custody.trim() }),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [`/lineages/${lineageId}`] })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('key.declare')}
      onClose={onClose}
      action={{
        text: t('action.save'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: owner.trim() === '',
      }}
    >
      <Choice
        label={t('key.origin')}
        hint={t('key.origin-hint')}
        value={origin}
        options={ORIGINS.map((value) => ({ value, text: t(`lineage.key.${value}`) }))}
        onChange={setOrigin}
      />
      <Field label={t('key.owner')}>
        {(id) => <Input id={id} value={owner} maxLength={200} onChange={({ target }) => setOwner(target.value)} />}
      </Field>
      <Field label={t('key.custody')} hint={t('key.custody-hint')}>
        {(id) => <Input id={id} value={custody} maxLength={200} onChange={({ target }) => setCustody(target.value)} />}
      </Field>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}
