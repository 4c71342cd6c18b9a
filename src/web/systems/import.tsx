import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { write } from '../api.ts'
import type { ImportOutcome } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { DropZone } from '../pieces/drop-zone.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'

function send(file: File, isDryRun: boolean): Promise<ImportOutcome> {
  const form = new FormData()
  form.set('file', file)
  form.set('dryRun', String(isDryRun))
  return write<ImportOutcome>('POST', '/systems/import', form)
}

function Preview({ preview }: { preview: ImportOutcome }) {
  const { t } = useWords()
  return (
    <>
      <p className="note">{t('import.would', { accepted: preview.accepted, systems: preview.systems })}</p>
      {preview.refused.length > 0 && (
        <div className="panel">
          <Table
            label={t('import.errors')}
            rows={preview.refused}
            rowKey={(error) => `${error.row}.${error.column}.${error.code}`}
            empty=""
            columns={[
              { key: 'row', title: t('import.row'), number: true, width: 70, cell: (error) => error.row },
              { key: 'column', title: t('import.column'), width: 120, cell: (error) => error.column },
              { key: 'text', title: t('import.problem'), lead: true, cell: (error) => error.text },
            ]}
          />
        </div>
      )}
    </>
  )
}

/** Always a dry run first: what would change, and which rows are refused and why. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const preview = useMutation({ mutationFn: (chosen: File) => send(chosen, true) })
  const commit = useMutation({
    mutationFn: (chosen: File) => send(chosen, false),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/systems'] })
      onClose()
    },
  })
  const mayCommit = file !== undefined && preview.data !== undefined && preview.data.refused.length === 0
  return (
    <Dialog
      title={t('import.title')}
      onClose={onClose}
      action={{
        text: t('import.commit'),
        run: () => file && commit.mutate(file),
        isRunning: commit.isPending,
        isDisabled: !mayCommit,
      }}
    >
      <DropZone
        title={file?.name ?? t('import.drop')}
        hint={t('import.hint')}
        accept=".xlsx,.json"
        onFiles={([chosen]) => {
          setFile(chosen?.file)
          if (chosen) preview.mutate(chosen.file)
        }}
      />
      <ProblemAlert error={preview.error ?? commit.error} />
      {preview.data && <Preview preview={preview.data} />}
    </Dialog>
  )
}
