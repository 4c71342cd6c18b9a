import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { write } from '../api.ts'
import type { UploadOutcome } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'

function Outcome({ outcome }: { outcome: UploadOutcome }) {
  const { t, pick } = useWords()
  return (
    <div className="stack">
      <div>
        <Badge tone={outcome.imported > 0 ? 'good' : 'none'}>{t('upload.imported', { count: outcome.imported })}</Badge>
      </div>
      {outcome.refused.map((refusal) => (
        <p key={`${refusal.file}${refusal.index}${refusal.code}`}>
          <Badge tone="bad">{t('upload.refused')}</Badge> {refusal.file}
          {refusal.index !== undefined && ` #${refusal.index + 1}`}：{pick(refusal.text)}
        </p>
      ))}
    </div>
  )
}

export function UploadDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const upload = useMutation({
    mutationFn: (files: File[]) => {
      const form = new FormData()
      for (const file of files) form.append('files', file)
      return write<UploadOutcome>('POST', '/certificates', form)
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['/certificates'] }),
  })
  return (
    <Modal open title={t('certificate.upload')} onCancel={onClose} footer={null}>
      <div className="stack">
        <DropZone
          multiple
          title={upload.isPending ? t('state.sending') : t('upload.drop')}
          hint={t('upload.hint')}
          accept=".pem,.cer,.crt,.der,.p7b,.p7c,.zip"
          onFiles={(files) => upload.mutate(files)}
        />
        <ProblemAlert error={upload.error} />
        {upload.data && <Outcome outcome={upload.data} />}
      </div>
    </Modal>
  )
}
