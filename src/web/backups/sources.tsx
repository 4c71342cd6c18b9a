import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Empty, Panel } from '../pieces/page.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { formatDuration, Time } from '../pieces/time.tsx'
import { Badge, VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { isUnderWay, SOURCES, type SourceRow } from './shapes.ts'
import { SourceDialog } from './source-dialog.tsx'

const LIVE_MS = 5_000

/** What is wrong, in a line each; what to do stands on the source's own page. */
function Problems({ row }: { row: SourceRow }) {
  const { pick } = useWords()
  const reasons = [...row.completenessReasons, ...row.usabilityReasons]
  return (
    <ul className="reasons">
      {reasons.map((reason) => (
        <li key={`${reason.code}${pick(reason.text)}`} title={reason.code}>
          {pick(reason.text)}
        </li>
      ))}
    </ul>
  )
}

function useColumns(): Column<SourceRow>[] {
  const { t } = useWords()
  return [
    {
      key: 'name',
      title: t('source.name'),
      lead: true,
      cell: (row) => (
        <>
          <Link to={`/inspections/backups/${row.id}`}>{row.name}</Link>
          <div className="small soft">{row.system.name}</div>
          {!row.isEnabled && <Badge tone="none">{t('source.off')}</Badge>}
        </>
      ),
    },
    {
      key: 'complete',
      title: t('source.complete'),
      width: 100,
      cell: (row) => <VerdictTag value={row.completeness} />,
    },
    {
      key: 'usable',
      title: t('source.usable'),
      width: 110,
      cell: (row) =>
        isUnderWay(row.drill) ? (
          <Badge tone="accent">
            {t(`drill.phase.${row.drill?.phase === 'ended' ? 'destroy' : (row.drill?.phase ?? 'queued')}`)}
          </Badge>
        ) : (
          <VerdictTag value={row.usability} />
        ),
    },
    { key: 'problems', title: t('finding.meaning'), width: '34%', cell: (row) => <Problems row={row} /> },
    {
      key: 'rto',
      title: t('source.rto'),
      cell: (row) => (typeof row.drill?.recoveryTimeMs === 'number' ? formatDuration(row.drill.recoveryTimeMs) : ''),
    },
    {
      key: 'checked',
      title: t('source.checked'),
      cell: (row) => (row.checkedAt ? <Time at={row.checkedAt} show="clock" /> : t('source.not-checked')),
    },
  ]
}

/** The estate's backups: others make them, we check them. */
export function SourcesPanel() {
  const { t } = useWords()
  const mayOperate = useMay('operate')
  const [isAdding, setAdding] = useState(false)
  const columns = useColumns()
  const sources = useQuery({
    queryKey: [SOURCES],
    queryFn: () => get<{ items: SourceRow[] }>(SOURCES),
    refetchInterval: LIVE_MS,
  })
  return (
    <Panel
      title={t('source.list')}
      padded={false}
      extra={
        mayOperate && (
          <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('source.add')}
          </Button>
        )
      }
    >
      <Table<SourceRow>
        label={t('source.list')}
        columns={columns}
        rows={sources.data?.items}
        rowKey={(row) => row.id}
        error={sources.error}
        retry={() => void sources.refetch()}
        empty={<Empty title={t('source.none')}>{t('source.none-hint')}</Empty>}
      />
      {isAdding && <SourceDialog onClose={() => setAdding(false)} />}
    </Panel>
  )
}
