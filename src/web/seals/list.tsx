import { Input, Segmented } from 'antd'
import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { useFilters } from '../pieces/filters.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { SealStateTag, SealTabs, Thumbnail } from './pieces.tsx'
import type { SealLine } from './shapes.ts'

const STATES = ['active', 'frozen', 'superseded', 'destroyed'] as const

function useColumns(): Column<SealLine>[] {
  const { t } = useWords()
  return [
    {
      key: 'name',
      title: t('seals.name'),
      lead: true,
      cell: (row) => (
        <div className="seal-lead">
          <Thumbnail src={`/api/v1/seals/${row.id}/picture`} name={row.name} />
          <div>
            <Link to={`/seals/${row.id}`}>{row.name}</Link>
            <div className="small soft">{row.number}</div>
          </div>
        </div>
      ),
    },
    {
      key: 'holder',
      title: t('seals.holder'),
      cell: (row) => (
        <>
          {row.holderName}
          <div className="small soft">{row.unitName}</div>
        </>
      ),
    },
    {
      key: 'kind',
      title: t('seals.kind'),
      width: 130,
      cell: (row) => (
        <>
          {t(`seals.kind.${row.kind}`)}
          <div className="small soft">
            {row.widthMm}×{row.heightMm} mm
          </div>
        </>
      ),
    },
    { key: 'state', title: t('seals.state'), width: 120, cell: (row) => <SealStateTag {...row} /> },
    {
      key: 'until',
      title: t('seals.until'),
      width: 140,
      cell: (row) => <Time at={row.validUntil} show="day" relative={false} />,
    },
  ]
}

export function SealsPage() {
  const { t } = useWords()
  const { set, value } = useFilters()
  const columns = useColumns()
  const mayAsk = useMay('request-seals')
  return (
    <>
      <PageHead
        title={t('place.seals')}
        meta={t('seals.what')}
        actions={mayAsk && <LinkButton to="/seals/new">{t('seals.new')}</LinkButton>}
      />
      <SealTabs />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('seals.state')}
            value={value('state') ?? ''}
            onChange={(state) => set('state', state)}
            options={[
              { value: '', label: t('filter.all') },
              ...STATES.map((state) => ({ value: state as string, label: t(`seals.state.${state}`) })),
            ]}
          />
          <Input.Search
            allowClear
            aria-label={t('seals.search')}
            placeholder={t('seals.search')}
            defaultValue={value('q')}
            onSearch={(text) => set('q', text.trim())}
          />
        </search>
        <PagedTable<SealLine>
          label={t('seals.list')}
          path="/seals"
          query={{ state: value('state'), q: value('q') }}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<Empty title={t('seals.none')}>{t('seals.none-hint')}</Empty>}
        />
      </Panel>
    </>
  )
}
