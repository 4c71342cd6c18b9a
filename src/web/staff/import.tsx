// A sheet of many, looked at cell by cell before anything of it is stored.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { apiUrl, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { CellProblems } from '../requests/cells.tsx'
import type { CellProblem } from '../requests/shapes.ts'

interface Preview {
  sha256: string
  rows: number
  added: number
  unchanged: number
  isSaved: boolean
  problems: CellProblem[]
}

function formOf(file: File, confirmed?: string): FormData {
  const form = new FormData()
  form.append('file', file)
  if (confirmed) form.append('confirmed', confirmed)
  return form
}

export function Import({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const look = useMutation({ mutationFn: (given: File) => write<Preview>('POST', '/staff/imports', formOf(given)) })
  const save = useMutation({
    mutationFn: (given: { file: File; sha256: string }) =>
      write<Preview>('POST', '/staff/imports', formOf(given.file, given.sha256)),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['/staff'] }),
  })
  const shown = save.data ?? look.data
  const take = (given: File) => {
    setFile(given)
    save.reset()
    look.mutate(given)
  }
  return (
    <Panel
      title={t('staff.import')}
      extra={
        <>
          <a href={apiUrl('/staff/template.xlsx')}>{t('staff.template')}</a>{' '}
          <Button size="small" onClick={onClose}>
            {t('action.close')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <DropZone
          title={file?.name ?? t('staff.drop')}
          hint={t('staff.drop-hint')}
          accept=".xlsx"
          slim={file !== undefined}
          onFiles={([dropped]) => dropped && take(dropped.file)}
        />
        <ProblemAlert error={look.error ?? save.error} />
        {shown && (
          <p role="status" className="strong">
            {shown.isSaved
              ? t('staff.saved', { added: shown.added })
              : t('staff.preview', { ...shown, problems: shown.problems.length })}
          </p>
        )}
        {shown && shown.problems.length > 0 && (
          <>
            <p className="note">{t('staff.fix')}</p>
            <CellProblems problems={shown.problems} />
          </>
        )}
        {file && look.data && !shown?.isSaved && shown?.problems.length === 0 && shown.added > 0 && (
          <div className="row">
            <Button
              type="primary"
              loading={save.isPending}
              onClick={() => save.mutate({ file, sha256: look.data.sha256 })}
            >
              {t('staff.confirm', { added: shown.added })}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  )
}
