import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RevocationReason } from '#src/issuing-ports.ts'
import { write } from '../api.ts'
import { refreshApprovals } from '../approvals/queue.ts'
import { Waiting } from '../approvals/waiting.tsx'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

const REASONS = [
  'superseded',
  'keyCompromise',
  'cessationOfOperation',
  'affiliationChanged',
  'unspecified',
] as const satisfies readonly RevocationReason[]

interface Props {
  connectionId: string
  certificateId: string
  name: string
  onClose: () => void
}

/** Cannot be taken back: what it means stands beside the button. */
export function RevokeDialog({ connectionId, certificateId, name, onClose }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState<RevocationReason>('superseded')
  const [withCertificateKey, setWithCertificateKey] = useState(false)
  const revoke = useMutation({
    mutationFn: () => write('POST', '/issuer-revocations', { connectionId, certificateId, reason, withCertificateKey }),
    onSuccess: () => refreshApprovals(client),
  })
  return (
    <Dialog
      title={t('order.revoke.title', { name })}
      onClose={onClose}
      {...(!revoke.isSuccess && {
        action: { text: t('order.revoke'), run: () => revoke.mutate(), isRunning: revoke.isPending },
      })}
    >
      {revoke.isSuccess ? (
        <Waiting />
      ) : (
        <>
          <p>{t('order.revoke.hint')}</p>
          <Choice
            label={t('order.revoke.reason')}
            value={reason}
            options={REASONS.map((value) => ({ value, text: t(`order.revoke.${value}`) }))}
            onChange={setReason}
          />
          <label className="row">
            <input
              type="checkbox"
              checked={withCertificateKey}
              onChange={({ target }) => setWithCertificateKey(target.checked)}
            />
            {t('order.revoke.with-key')}
          </label>
        </>
      )}
      <ProblemAlert error={revoke.error} />
    </Dialog>
  )
}
