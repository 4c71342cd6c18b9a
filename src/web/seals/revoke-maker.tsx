import { useMutation } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { MAKER_REASONS, type MakerKey, type MakerReason } from './shapes.ts'

/** As for its certificate: a third person approves, and neither is who made the key. */
export function AskRevocation({ maker, onClose }: { maker: MakerKey; onClose: () => void }) {
  const { t } = useWords()
  const [reason, setReason] = useState<MakerReason>('superseded')
  const [why, setWhy] = useState('')
  const ask = useMutation({
    mutationFn: () => write('POST', `/seal-makers/${maker.id}/revocation-requests`, { reason, why: why.trim() }),
  })
  const action = {
    text: t('seals.maker-revoke-do'),
    run: () => ask.mutate(),
    isRunning: ask.isPending,
    isDisabled: why.trim() === '' || ask.isSuccess,
  }
  return (
    <Dialog title={`${t('seals.maker-revoke')} · ${maker.name}`} onClose={onClose} action={action}>
      <p className="note">{t('seals.maker-revoke-what')}</p>
      <Field label={t('seals.maker-reason')}>
        {(id) => (
          <Select
            id={id}
            value={reason}
            onChange={setReason}
            options={MAKER_REASONS.map((one) => ({ value: one, label: t(`seals.maker-reason.${one}`) }))}
          />
        )}
      </Field>
      <Field label={t('seals.reason')}>
        {(id) => <Input id={id} value={why} maxLength={300} onChange={({ target }) => setWhy(target.value)} />}
      </Field>
      {ask.isSuccess && (
        <p className="note" role="status">
          {t('seals.maker-asked')} <Link to="/approvals">{t('place.approvals')}</Link>
        </p>
      )}
      {ask.error && <ProblemAlert error={ask.error} />}
    </Dialog>
  )
}
