import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { write } from '../../api.ts'
import type { LineageDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Choice, Field } from '../../pieces/field.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'

const TRUSTS = ['private', 'public'] as const

/** Who answers for a lineage, what it is for, which rules bind it. */
export function AmendDialog({ lineage, onClose }: { lineage: LineageDetail; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [owner, setOwner] = useState(lineage.owner)
  const [purpose, setPurpose] = useState(lineage.purpose)
  const [trust, setTrust] = useState(lineage.trust)
  const save = useMutation({
    mutationFn: () =>
      write('PATCH', `/lineages/${lineage.id}`, { owner: owner.trim(), purpose: purpose.trim(), trust }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [`/lineages/${lineage.id}`] })
      await client.invalidateQueries({ queryKey: ['/lineages'] })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('lineage.amend')}
      onClose={onClose}
      action={{
        text: t('action.save'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: owner.trim() === '' || purpose.trim() === '',
      }}
    >
      <Field label={t('lineage.owner')}>
        {(id) => <Input id={id} value={owner} maxLength={200} onChange={({ target }) => setOwner(target.value)} />}
      </Field>
      <Field label={t('lineage.purpose')}>
        {(id) => <Input id={id} value={purpose} maxLength={500} onChange={({ target }) => setPurpose(target.value)} />}
      </Field>
      <Choice
        label={t('lineage.trust')}
        hint={t('lineage.trust-hint')}
        value={trust}
        options={TRUSTS.map((value) => ({ value, text: t(`lineage.trust.${value}`) }))}
        onChange={setTrust}
      />
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}
