import { Input, Select } from 'antd'
import type { AuditGroup, AuditRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { DayRange, useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { ExportButton, useExport } from './export.tsx'
import { Trail } from './trail.tsx'

const GROUPS: readonly AuditGroup[] = [
  'accounts',
  'approvals',
  'keys',
  'people',
  'certificates',
  'trust',
  'verification',
  'inspections',
  'tickets',
  'backups',
  'duties',
  'audit',
  'other',
]

function Detail({ detail }: { detail: Record<string, unknown> }) {
  const entries = Object.entries(detail)
  return (
    <span className="detail">
      {entries.map(([name, value]) => (
        <span key={name}>
          <span className="soft">{name}</span> {typeof value === 'object' ? JSON.stringify(value) : String(value)}
        </span>
      ))}
    </span>
  )
}

function useColumns(): Column<AuditRow>[] {
  const { t } = useWords()
  return [
    { key: 'seq', title: t('audit.seq'), number: true, width: 64, cell: (row) => row.seq },
    { key: 'at', title: t('audit.at'), width: 170, cell: (row) => <Time at={row.at} /> },
    {
      key: 'actor',
      title: t('audit.actor'),
      width: 150,
      cell: (row) => (
        <>
          {row.actor.name}
          <div className="small soft">{row.actor.address}</div>
        </>
      ),
    },
    {
      key: 'action',
      title: t('audit.action'),
      lead: true,
      width: 190,
      cell: (row) => (
        <>
          {t(`audit.group.${row.group}`)}
          <div className="small">
            <code>{row.action}</code>
          </div>
        </>
      ),
    },
    {
      key: 'object',
      title: t('audit.object'),
      width: 190,
      cell: (row) => (
        <>
          <span className="soft">{row.object.type}</span> <code className="small">{row.object.id}</code>
        </>
      ),
    },
    { key: 'detail', title: t('audit.detail'), cell: (row) => <Detail detail={row.detail} /> },
    {
      key: 'hash',
      title: t('audit.hash'),
      width: 190,
      cell: (row) => <Mono text={row.hash} what={t('audit.hash')} short />,
    },
  ]
}

export function AuditPage() {
  const { t } = useWords()
  const filters = useFilters()
  const { search, set, value, days } = filters
  const columns = useColumns()
  const query = { person: value('person'), group: value('group'), text: value('text'), ...days }
  const { run, note } = useExport(query)
  return (
    <>
      <PageHead title={t('place.audit')} meta={t('audit.what')} actions={<ExportButton run={run} />} />
      <div className="stack">
        {run.error && <ProblemAlert error={run.error} />}
        {note && (
          <p className="small soft" role="status">
            {note}
          </p>
        )}
        <Trail />
        <Panel padded={false}>
          <search className="filters">
            <Select
              aria-label={t('audit.group')}
              className="select"
              value={search.get('group') ?? ''}
              onChange={(group) => set('group', group)}
              options={[
                { value: '', label: t('audit.any-group') },
                ...GROUPS.map((group) => ({ value: group, label: t(`audit.group.${group}`) })),
              ]}
            />
            {(['person', 'text'] as const).map((name) => (
              <Input.Search
                key={name}
                allowClear
                aria-label={t(`audit.${name}`)}
                placeholder={t(`audit.by-${name}`)}
                defaultValue={search.get(name) ?? ''}
                onSearch={(value) => set(name, value.trim())}
              />
            ))}
            <DayRange {...filters} />
          </search>
          <PagedTable<AuditRow>
            label={t('place.audit')}
            path="/audit"
            query={query}
            columns={columns}
            rowKey={(row) => row.seq}
            empty={<Empty title={t('audit.none')}>{t('audit.none-hint')}</Empty>}
          />
        </Panel>
      </div>
    </>
  )
}
