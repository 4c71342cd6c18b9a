import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { write } from '../api.ts'
import type { UploadOutcome } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { DropZone } from '../pieces/drop-zone.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { commonName } from './names.ts'
import { Lint } from './renewal/findings.tsx'

function Outcome({ outcome }: { outcome: UploadOutcome }) {
  const { t, pick } = useWords()
  return (
    <div className="stack">
      <div>
        <Badge tone={outcome.imported.length > 0 ? 'good' : 'none'}>
          {t('upload.imported', { count: outcome.imported.length })}
        </Badge>
      </div>
      {outcome.imported.map((certificate) => (
        <div key={certificate.id}>
          <Link to={`/certificates/${certificate.id}`}>{commonName(certificate.subject)}</Link>{' '}
          {!certificate.isNew && <span className="soft small">{t('upload.known')}</span>}
          {certificate.lint.length > 0 && <Lint lint={certificate.lint} />}
        </div>
      ))}
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
    <Dialog title={t('certificate.upload')} onClose={onClose}>
      <DropZone
        multiple
        title={upload.isPending ? t('state.sending') : t('upload.drop')}
        hint={t('upload.hint')}
        accept=".pem,.cer,.crt,.der,.p7b,.p7c,.zip"
        onFiles={(dropped) => upload.mutate(dropped.map(({ file }) => file))}
      />
      <ProblemAlert error={upload.error} />
      {upload.data && <Outcome outcome={upload.data} />}
    </Dialog>
  )
}
