import { Link } from 'react-router'
import type { BatchLine } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Time } from '../pieces/time.tsx'
import { BatchCounts, BatchName, BatchProgress, BatchState } from './batch-parts.tsx'
import './verification.css'

const POLL_MS = 5000

export function BatchesPage() {
  const { t } = useWords()
  return (
    <>
      <PageHead
        title={t('batch.title')}
        meta={t('batch.what')}
        back={{ to: '/verification', text: t('place.verification') }}
      />
      <Panel padded={false}>
        <PagedTable<BatchLine>
          label={t('batch.title')}
          path="/verification-batches"
          limit={20}
          refetchMs={POLL_MS}
          rowKey={(batch) => batch.id}
          empty={<Empty title={t('batch.none')}>{t('batch.none-hint')}</Empty>}
          columns={[
            { key: 'state', title: t('batch.state'), width: 110, cell: (batch) => <BatchState batch={batch} /> },
            {
              key: 'name',
              title: t('batch.name'),
              lead: true,
              cell: (batch) => (
                <Link to={`/verification/batches/${batch.id}`}>
                  <BatchName batch={batch} />
                </Link>
              ),
            },
            { key: 'progress', title: t('batch.done'), width: 170, cell: (batch) => <BatchProgress batch={batch} /> },
            { key: 'counts', title: t('column.verdict'), cell: (batch) => <BatchCounts batch={batch} /> },
            { key: 'by', title: t('verification.by'), width: 120, cell: (batch) => batch.actor.name },
            {
              key: 'at',
              title: t('batch.at'),
              width: 150,
              cell: (batch) => <Time at={batch.createdAt} show="clock" />,
            },
          ]}
        />
      </Panel>
    </>
  )
}
