// 人员: the list, and a sheet of many looked at cell by cell before anything of it is stored.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { apiUrl, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Column } from '../pieces/table.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { CellProblems } from '../requests/cells.tsx'
import type { CellProblem } from '../requests/shapes.ts'
import { RequestTabs } from '../requests/tabs.tsx'
import { useMay } from '../shell/session.ts'

interface Person {
  id: string
  name: string
  staffNumber: string
  unitName: string
  identityMasked: string
  mobileMasked: string | null
  state: 'active' | 'left'
}

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

function Import({ onClose }: { onClose: () => void }) {
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

export function StaffPage() {
  const { t } = useWords()
  const mayKeep = useMay('keep-staff')
  const { search, set } = useFilters()
  const [isImporting, setImporting] = useState(false)
  const wanted = search.get('search') ?? ''
  const columns: Column<Person>[] = [
    { key: 'name', title: t('staff.name'), lead: true, cell: ({ name }) => name },
    { key: 'number', title: t('staff.number'), cell: ({ staffNumber }) => staffNumber },
    { key: 'unit', title: t('staff.unit'), cell: ({ unitName }) => unitName },
    { key: 'identity', title: t('staff.identity'), cell: ({ identityMasked }) => <code>{identityMasked}</code> },
    { key: 'mobile', title: t('staff.mobile'), cell: ({ mobileMasked }) => mobileMasked ?? '—' },
    {
      key: 'state',
      title: t('staff.state'),
      width: 90,
      cell: ({ state }) => <Badge tone={state === 'active' ? 'good' : 'none'}>{t(`staff.state.${state}`)}</Badge>,
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.staff')}
        meta={t('staff.what')}
        actions={mayKeep && !isImporting && <Button onClick={() => setImporting(true)}>{t('staff.import')}</Button>}
      />
      {mayKeep && <RequestTabs />}
      <div className="stack">
        {isImporting && <Import onClose={() => setImporting(false)} />}
        <Panel
          title={t('staff.list')}
          padded={false}
          extra={
            <Input.Search
              allowClear
              aria-label={t('staff.search')}
              placeholder={t('staff.search')}
              defaultValue={wanted}
              onSearch={(text) => set('search', text)}
            />
          }
        >
          <PagedTable<Person>
            label={t('staff.list')}
            path="/staff"
            query={{ search: wanted || undefined }}
            columns={columns}
            rowKey={({ id }) => id}
            empty={<Empty title={t('staff.none')}>{t('staff.none-hint')}</Empty>}
          />
        </Panel>
      </div>
    </>
  )
}
