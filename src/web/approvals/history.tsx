import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Bones, Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { ApprovalStateTag, Entry } from './entry.tsx'
import type { Approval } from './shapes.ts'
import { ApprovalTabs } from './tabs.tsx'
import './approvals.css'

const STATES = ['pending', 'approved', 'done', 'failed', 'refused', 'withdrawn', 'lapsed'] as const

/** Everything that took two persons. */
export function ApprovalHistoryPage() {
  const { t, pick } = useWords()
  const [search, setSearch] = useSearchParams()
  const state = search.get('state') ?? ''
  return (
    <>
      <PageHead title={t('place.approvals')} documentTitle={t('approval.history')} meta={t('approval.history-what')} />
      <ApprovalTabs />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('approval.state')}
            value={state}
            onChange={(value) => setSearch(value ? { state: value } : {})}
            options={[
              { value: '', label: t('filter.all') },
              ...STATES.map((value) => ({ value: value as string, label: t(`approval.state.${value}`) })),
            ]}
          />
        </search>
        <PagedTable<Approval>
          label={t('approval.history')}
          path="/approvals"
          query={{ state: state || undefined }}
          rowKey={({ id }) => id}
          refetchMs={60_000}
          empty={<Empty title={t('approval.no-history')} />}
          columns={[
            {
              key: 'state',
              title: t('approval.state'),
              width: 120,
              cell: (row) => <ApprovalStateTag state={row.state} />,
            },
            {
              key: 'what',
              title: t('approval.request'),
              lead: true,
              cell: (row) => (
                <>
                  <Link to={`/approvals/${row.id}`}>
                    {pick(row.title)} {row.subject}
                  </Link>
                  <div className="small soft">{row.reason}</div>
                </>
              ),
            },
            {
              key: 'asked',
              title: t('approval.requested-by'),
              width: 170,
              cell: (row) => (
                <>
                  {row.requestedBy.name}
                  <div className="small soft">
                    <Time at={row.requestedAt} show="clock" />
                  </div>
                </>
              ),
            },
            {
              key: 'decided',
              title: t('approval.decided-by'),
              width: 170,
              cell: (row) =>
                row.decidedBy && (
                  <>
                    {row.decidedBy.name}
                    <div className="small soft">
                      <Time at={row.decidedAt} show="clock" />
                    </div>
                  </>
                ),
            },
          ]}
        />
      </Panel>
    </>
  )
}

export function ApprovalPage() {
  const { t, pick } = useWords()
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['/approvals', 'one', id],
    queryFn: () => get<Approval>(`/approvals/${encodeURIComponent(id)}`),
  })
  const approval = query.data
  return (
    <>
      <PageHead
        back={{ to: '/approvals/history', text: t('approval.history') }}
        title={approval ? `${pick(approval.title)} ${approval.subject}` : '…'}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      <Panel padded={!approval}>
        {approval ? (
          <ul className="approvals">
            <Entry approval={approval} isCurrent onChoose={() => undefined} />
          </ul>
        ) : (
          <Bones lines={6} />
        )}
      </Panel>
    </>
  )
}
