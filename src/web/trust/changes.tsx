import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { TrustChangeRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { TrustTabs } from './tabs.tsx'
import { ChangeState, shortName, Use, useActionWords } from './words.tsx'
import './trust.css'

const STATES = ['pending', 'approved', 'refused', 'withdrawn', 'expired'] as const

export function useChangeColumns(): Column<TrustChangeRow>[] {
  const { t } = useWords()
  const words = useActionWords()
  return [
    { key: 'state', title: t('trust.state'), width: 110, cell: (row) => <ChangeState state={row.state} /> },
    {
      key: 'what',
      title: t('trust.change'),
      lead: true,
      cell: (row) => (
        <>
          <Link to={`/trust/changes/${row.id}`}>
            {words(row)} {shortName(row.subject)}
          </Link>
          <div className="small soft">{row.reason}</div>
        </>
      ),
    },
    { key: 'use', title: t('trust.use'), width: 170, cell: (row) => <Use row={row} /> },
    {
      key: 'proposed',
      title: t('trust.proposed-by'),
      width: 190,
      cell: (row) => (
        <>
          {row.proposedBy.name}
          <div className="small soft">
            <Time at={row.proposedAt} show="clock" />
          </div>
        </>
      ),
    },
    {
      key: 'decided',
      title: t('trust.decided-by'),
      width: 190,
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
  ]
}

export function TrustChangesPage() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const columns = useChangeColumns()
  const mayPropose = useMay('change-trust')
  const state = search.get('state') ?? ''
  return (
    <>
      <PageHead
        title={t('trust.changes')}
        meta={t('trust.changes-what')}
        actions={mayPropose && <LinkButton to="/trust/new">{t('trust.propose')}</LinkButton>}
      />
      <TrustTabs />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('trust.state')}
            value={state}
            onChange={(value) => setSearch(value ? { state: value } : {})}
            options={[
              { value: '', label: t('filter.all') },
              ...STATES.map((value) => ({ value: value as string, label: t(`trust.state.${value}`) })),
            ]}
          />
        </search>
        <PagedTable<TrustChangeRow>
          label={t('trust.changes')}
          path="/trust-changes"
          query={{ state: state || undefined }}
          columns={columns}
          rowKey={(row) => row.id}
          refetchMs={60_000}
          empty={<Empty title={t('trust.no-changes')}>{t('trust.no-changes-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}
