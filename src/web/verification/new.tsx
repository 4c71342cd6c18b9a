import { CloseOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

/** What may come along with the signed file, by the name the API gives it. */
const EXTRAS = ['content', 'query', 'anchors'] as const
type Extra = (typeof EXTRAS)[number]
type Extras = Partial<Record<Extra, File[]>>

function formOf(file: File, extras: Extras): FormData {
  const form = new FormData()
  form.set('file', file)
  for (const name of EXTRAS) for (const extra of extras[name] ?? []) form.append(name, extra)
  return form
}

interface ExtraProps {
  name: Extra
  files: File[]
  onChange: (files: File[]) => void
}

function ExtraFiles({ name, files, onChange }: ExtraProps) {
  const { t } = useWords()
  return (
    <div className="field">
      <span className="label">{t(`verification.extra.${name}`)}</span>
      <DropZone
        slim
        multiple={name === 'anchors'}
        title={t('verification.choose')}
        hint={t(`verification.extra.${name}-hint`)}
        onFiles={onChange}
      />
      {files.map((file) => (
        <span key={file.name} className="row small">
          {file.name} <span className="soft">{formatBytes(file.size)}</span>
          <button
            type="button"
            className="copy"
            aria-label={t('action.remove-what', { what: file.name })}
            onClick={() => onChange(files.filter((other) => other !== file))}
          >
            <CloseOutlined />
          </button>
        </span>
      ))}
    </div>
  )
}

export function NewVerification() {
  const { t } = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [extras, setExtras] = useState<Extras>({})
  const verify = useMutation({
    mutationFn: (chosen: File) => write<{ id: string }>('POST', '/verifications', formOf(chosen, extras)),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/verifications'] })
      await navigate(`/verification/${id}`)
    },
  })
  return (
    <Panel>
      <div className="new-verification">
        <div className="stack">
          <DropZone
            title={file ? `${file.name}（${formatBytes(file.size)}）` : t('verification.drop')}
            hint={file ? t('verification.drop-other') : t('verification.drop-hint')}
            onFiles={([chosen]) => {
              verify.reset()
              setFile(chosen)
            }}
          />
          <div className="row">
            <Button
              type="primary"
              size="large"
              disabled={!file}
              loading={verify.isPending}
              onClick={() => file && verify.mutate(file)}
            >
              {verify.isPending ? t('verification.running') : t('verification.start')}
            </Button>
            <span className="soft small">{t('verification.kept')}</span>
          </div>
          <ProblemAlert error={verify.error} />
        </div>
        <details className="extras">
          <summary>{t('verification.extras')}</summary>
          <div className="stack">
            {EXTRAS.map((name) => (
              <ExtraFiles
                key={name}
                name={name}
                files={extras[name] ?? []}
                onChange={(files) => setExtras({ ...extras, [name]: files })}
              />
            ))}
          </div>
        </details>
      </div>
    </Panel>
  )
}
