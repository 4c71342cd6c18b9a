import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useWords } from '../../language/index.ts'
import { Empty, PageHead, Panel } from '../../pieces/page.tsx'
import { PagedTable } from '../../pieces/paged-table.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { CertificateTabs } from '../tabs.tsx'
import { Allowances, useAllowances } from './allowances.tsx'
import { Progress } from './progress.tsx'
import { type DiscoveryRow, STATE_TONES } from './shapes.ts'
import { StartDialog } from './start-dialog.tsx'

const REFRESH_MS = 5_000

function Jobs() {
  const { t } = useWords()
  return (
    <Panel title={t('discovery.jobs')} padded={false}>
      <PagedTable<DiscoveryRow>
        label={t('discovery.jobs')}
        path="/discoveries"
        rowKey={({ id }) => id}
        refetchMs={REFRESH_MS}
        empty={<Empty title={t('discovery.jobs.none')}>{t('discovery.jobs.none-hint')}</Empty>}
        columns={[
          {
            key: 'scope',
            title: t('discovery.scope'),
            lead: true,
            cell: (row) => (
              <Link to={`/certificates/discovery/${row.id}`}>
                <code>{row.scope}</code>
              </Link>
            ),
          },
          { key: 'ports', title: t('discovery.ports'), cell: ({ ports }) => ports.join(', ') },
          {
            key: 'state',
            title: t('lineage.state'),
            cell: ({ state }) => <Badge tone={STATE_TONES[state]}>{t(`discovery.state.${state}`)}</Badge>,
          },
          { key: 'progress', title: t('discovery.progress'), cell: (row) => <Progress job={row} /> },
          { key: 'found', title: t('discovery.found'), number: true, cell: ({ found }) => found },
          { key: 'at', title: t('discovery.started'), cell: ({ createdAt }) => <Time at={createdAt} show="clock" /> },
        ]}
      />
    </Panel>
  )
}

export function DiscoveryPage() {
  const { t } = useWords()
  const maySeeJobs = useMay('see-discovery')
  const mayStart = useMay('request-certificates')
  const allowed = useAllowances()
  const [isStarting, setIsStarting] = useState(false)
  const lines = allowed.data?.items ?? []
  return (
    <>
      <PageHead
        title={t('discovery.list')}
        meta={t('discovery.what')}
        actions={
          mayStart && (
            <Button type="primary" disabled={lines.length === 0} onClick={() => setIsStarting(true)}>
              {t('discovery.start')}
            </Button>
          )
        }
      />
      {maySeeJobs && <CertificateTabs here="discovery" />}
      <div className="stack">
        {maySeeJobs && <Jobs />}
        <Allowances />
      </div>
      {isStarting && <StartDialog allowed={lines} onClose={() => setIsStarting(false)} />}
    </>
  )
}
