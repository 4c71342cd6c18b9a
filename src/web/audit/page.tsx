import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { get } from '../api.ts'
import type { AuditRow, AuditVerification } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { DayRange, useFilters } from '../pieces/filters.tsx'
import { Bones, Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'

function Trail() {
  const { t } = useWords()
  const query = useQuery({
    queryKey: ['/audit/verification'],
    queryFn: () => get<AuditVerification>('/audit/verification'),
  })
  const trail = query.data
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (!trail)
    return (
      <Panel>
        <Bones lines={1} />
      </Panel>
    )
  return (
    <Panel>
      <div className="row">
        <Badge tone={trail.isIntact ? 'good' : 'bad'}>{trail.isIntact ? t('trail.intact') : t('trail.broken')}</Badge>
        <span>
          {trail.broken
            ? t('trail.broken-at', { seq: trail.broken.seq })
            : t('trail.rows', { rows: trail.rows, seq: trail.head.seq })}
        </span>
        <Mono text={trail.head.hash} what={t('trail.head')} short />
      </div>
    </Panel>
  )
}

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
    { key: 'action', title: t('audit.action'), lead: true, width: 190, cell: (row) => <code>{row.action}</code> },
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
  const query = { action: value('action'), actor: value('actor'), ...days }
  return (
    <>
      <PageHead title={t('place.audit')} meta={t('audit.what')} />
      <div className="stack">
        <Trail />
        <Panel padded={false}>
          <search className="filters">
            {(['action', 'actor'] as const).map((name) => (
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
