import { Segmented } from 'antd'
import { useSearchParams } from 'react-router'
import type { OpenFinding } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { Time } from '../pieces/time.tsx'
import { useFindingColumns } from '../today/findings.tsx'
import { InspectionTabs } from './tabs.tsx'

const STATES = ['open', 'recovered', 'closed'] as const

export function FindingsPage() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const state = search.get('state') ?? 'open'
  const columns = [
    ...useFindingColumns(),
    {
      key: 'last',
      title: t('finding.last'),
      width: 150,
      cell: (row: OpenFinding) => <Time at={row.lastSeen} show="clock" />,
    },
  ]
  return (
    <>
      <PageHead title={t('place.inspections')} documentTitle={t('finding.list')} meta={t('finding.what')} />
      <InspectionTabs />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('finding.state')}
            value={state}
            onChange={(value) => setSearch({ state: value })}
            options={STATES.map((value) => ({ value, label: t(`finding.state.${value}`) }))}
          />
        </search>
        <PagedTable<OpenFinding>
          label={t('finding.list')}
          path="/findings"
          query={{ state }}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('finding.none')}>{t('finding.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}
