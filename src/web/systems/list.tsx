import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { Button, Dropdown, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { apiUrl } from '../api.ts'
import type { SystemRow } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { ImportDialog } from './import.tsx'

export const ENVIRONMENTS = ['production', 'disaster-recovery', 'development-test', 'test'] as const

const LIMIT = 100
const REFRESH_MS = 30_000

function useColumns(): Column<SystemRow>[] {
  const { t } = useWords()
  return [
    { key: 'verdict', title: t('column.verdict'), width: 96, cell: (row) => <VerdictTag value={row.verdict} /> },
    {
      key: 'name',
      title: t('column.system'),
      lead: true,
      cell: (row) => <Link to={`/systems/${encodeURIComponent(row.id)}`}>{row.name}</Link>,
    },
    { key: 'group', title: t('system.group'), cell: (row) => row.group },
    {
      key: 'environment',
      title: t('system.environment'),
      width: 96,
      cell: (row) => <span className="tag">{t(`environment.${row.environment}` as TextKey)}</span>,
    },
    { key: 'nodes', title: t('system.nodes'), number: true, width: 72, cell: (row) => row.nodes },
    { key: 'owner', title: t('system.owner'), cell: (row) => row.owner ?? '' },
    {
      key: 'checked',
      title: t('system.checked'),
      width: 180,
      cell: (row) => <Time at={row.lastCheckedAt} show="clock" />,
    },
  ]
}

function Actions() {
  const { t } = useWords()
  const mayImport = useMay('import-register')
  const [isImporting, setIsImporting] = useState(false)
  const items = [
    { key: 'xlsx', label: <a href={apiUrl('/systems/export.xlsx')}>{t('action.excel')}</a> },
    { key: 'json', label: <a href={apiUrl('/systems/export.json')}>JSON</a> },
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button icon={<DownloadOutlined />}>{t('action.export')}</Button>
      </Dropdown>
      {mayImport && (
        <Button icon={<UploadOutlined />} onClick={() => setIsImporting(true)}>
          {t('action.import')}
        </Button>
      )}
      {isImporting && <ImportDialog onClose={() => setIsImporting(false)} />}
    </>
  )
}

function Filters() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const set = (name: string, value: string) =>
    setSearch((now) => {
      if (value) now.set(name, value)
      else now.delete(name)
      return now
    })
  return (
    <search className="filters">
      <Segmented
        aria-label={t('system.environment')}
        value={search.get('environment') ?? ''}
        onChange={(value) => set('environment', value)}
        options={[
          { value: '', label: t('environment.all') },
          ...ENVIRONMENTS.map((value) => ({ value, label: t(`environment.${value}`) })),
        ]}
      />
      <Select
        aria-label={t('column.verdict')}
        className="select"
        value={search.get('verdict') ?? ''}
        onChange={(value) => set('verdict', value)}
        options={[
          { value: '', label: t('filter.any-verdict') },
          ...(['fail', 'warn', 'unknown', 'pass'] as const).map((value) => ({ value, label: t(`verdict.${value}`) })),
        ]}
      />
      <Input.Search
        allowClear
        aria-label={t('system.search')}
        placeholder={t('system.search')}
        defaultValue={search.get('q') ?? ''}
        onSearch={(value) => set('q', value.trim())}
      />
    </search>
  )
}

export function SystemsPage() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const columns = useColumns()
  const query = Object.fromEntries(
    ['environment', 'group', 'verdict', 'q'].map((name) => [name, search.get(name) ?? undefined]),
  )
  return (
    <>
      <PageHead title={t('place.systems')} meta={t('system.what')} actions={<Actions />} />
      <Panel padded={false}>
        <Filters />
        <PagedTable<SystemRow>
          label={t('place.systems')}
          path="/systems"
          query={query}
          limit={LIMIT}
          refetchMs={REFRESH_MS}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('system.none')}>{t('system.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}
