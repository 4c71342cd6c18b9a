import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { write } from '../api.ts'
import { SourcesPanel } from '../backups/sources.tsx'
import type { BackupRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { BackupState } from '../pieces/backup-state.tsx'
import { formatBytes } from '../pieces/download.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Column } from '../pieces/table.tsx'
import { formatDuration, Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Reasons } from '../systems/checks.tsx'
import { InspectionTabs } from './tabs.tsx'

const LIVE_MS = 4_000

function useBackupAction(path: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => write('POST', path),
    onSettled: () => client.invalidateQueries({ queryKey: ['/backups'] }),
  })
}

function Drill({ backup }: { backup: BackupRow }) {
  const { t } = useWords()
  const drill = useBackupAction(`/backups/${backup.id}/drill`)
  return (
    <>
      <Popconfirm title={t('backup.drill-sure')} okText={t('backup.drill')} onConfirm={() => drill.mutate()}>
        <Button size="small" loading={drill.isPending}>
          {t('backup.drill')}
        </Button>
      </Popconfirm>
      <ProblemAlert error={drill.error} />
    </>
  )
}

function useColumns(): Column<BackupRow>[] {
  const { t } = useWords()
  const mayBackUp = useMay('back-up')
  return [
    {
      key: 'at',
      title: t('backup.at'),
      lead: true,
      width: 190,
      cell: (row) => <Time at={row.startedAt} show="clock" />,
    },
    { key: 'state', title: t('backup.state'), width: 120, cell: (row) => <BackupState backup={row} /> },
    { key: 'complete', title: t('backup.complete'), cell: (row) => <VerdictTag value={row.completeness} /> },
    { key: 'usable', title: t('backup.usable'), cell: (row) => <VerdictTag value={row.drill?.usability} /> },
    {
      key: 'recovery',
      title: t('backup.recovery'),
      cell: (row) => (typeof row.drill?.recoveryTimeMs === 'number' ? formatDuration(row.drill.recoveryTimeMs) : ''),
    },
    {
      key: 'reasons',
      title: t('finding.meaning'),
      width: '26%',
      cell: (row) => <Reasons reasons={[...row.completenessReasons, ...(row.drill?.reasons ?? [])]} />,
    },
    { key: 'drilled', title: t('backup.drilled'), cell: (row) => <Time at={row.drill?.startedAt} show="clock" /> },
    {
      key: 'size',
      title: t('backup.size'),
      number: true,
      cell: (row) => (typeof row.sizeBytes === 'number' ? formatBytes(row.sizeBytes) : ''),
    },
    {
      key: 'drill',
      title: t('column.actions'),
      width: 110,
      cell: (row) => mayBackUp && row.state !== 'running' && <Drill backup={row} />,
    },
  ]
}

export function BackupsPage() {
  const { t } = useWords()
  const mayBackUp = useMay('back-up')
  const start = useBackupAction('/backups')
  const columns = useColumns()
  return (
    <>
      <PageHead
        title={t('place.inspections')}
        documentTitle={t('backup.title')}
        meta={t('backup.what')}
        actions={
          mayBackUp && (
            <Button icon={<PlusOutlined />} loading={start.isPending} onClick={() => start.mutate()}>
              {t('backup.start')}
            </Button>
          )
        }
      />
      <InspectionTabs />
      <ProblemAlert error={start.error} />
      <div className="stack">
        <SourcesPanel />
        <Panel title={t('source.own')} padded={false}>
          <PagedTable<BackupRow>
            label={t('backup.title')}
            path="/backups"
            columns={columns}
            refetchMs={LIVE_MS}
            rowKey={(row) => row.id}
            empty={<Empty title={t('backup.none')}>{t('backup.none-hint')}</Empty>}
          />
        </Panel>
      </div>
    </>
  )
}
