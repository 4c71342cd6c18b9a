// Signing with one's own certificate: the document out, the detached signature in. The browser cannot reach a key on a stick.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { apiUrl, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

interface Props {
  roundId: string
  role: 'inspector' | 'reviewer'
}

export function CertificateSignOff({ roundId, role }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const path = `/rounds/${encodeURIComponent(roundId)}`
  const send = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.set('file', file)
      const action = role === 'inspector' ? 'inspection-sign-off' : 'review'
      return write<{ outcome?: string; items?: number }>('POST', `${path}/${action}/signature`, form)
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['/rounds'] }),
  })
  return (
    <details className="certificate-sign-off">
      <summary>{t('sign.with-certificate')}</summary>
      <ol className="small">
        <li>
          <a href={apiUrl(`${path}/sign-off-document`, { role })}>{t('sign.document')}</a>
        </li>
        <li>{t('sign.document-what')}</li>
        <li>
          <DropZone
            slim
            title={send.isPending ? t('photo.sending') : t('sign.hand-in')}
            onFiles={([dropped]) => {
              if (dropped) send.mutate(dropped.file)
            }}
          />
        </li>
      </ol>
      {send.data?.outcome === 'probing-again' && (
        <p className="note">{t('sign.probing', { items: send.data.items ?? 0 })}</p>
      )}
      <ProblemAlert error={send.error} />
    </details>
  )
}
