import { DownloadOutlined, ReloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Segmented } from 'antd'
import { apiUrl, get } from '../api.ts'
import type { Moment } from '../contract.ts'
import { type BothTexts, useWords } from '../language/index.ts'
import { useFilters } from '../pieces/filters.tsx'
import { Bones, Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import './compliance.css'

type State = 'holds' | 'partly' | 'missing' | 'deployment' | 'outside'

interface Checkpoint {
  id: string
  layer: string
  layerName: BothTexts
  clause: string
  isSourced: boolean
  demand: 'demanded' | 'advised' | 'possible'
  title: BothTexts
  means: BothTexts
  state: State
  proof: { code: string; text: BothTexts }
}

interface Standard {
  id: string
  name: BothTexts
  counts: Record<State, number>
  checkpoints: Checkpoint[]
}

interface Compliance {
  at: Moment
  standards: Standard[]
}

const TONES: Record<State, Tone> = {
  holds: 'good',
  partly: 'warn',
  missing: 'bad',
  deployment: 'accent',
  outside: 'none',
}
const STATES = ['missing', 'partly', 'holds', 'deployment', 'outside'] as const
const OPEN: readonly State[] = ['missing', 'partly']

function useColumns(): Column<Checkpoint>[] {
  const { t, pick } = useWords()
  return [
    {
      key: 'clause',
      title: t('compliance.clause'),
      width: 150,
      cell: ({ clause, demand, isSourced }) => (
        <>
          {clause} <span className="soft">{t(`compliance.demand.${demand}`)}</span>
          {!isSourced && <div className="small soft">{t('compliance.unsourced')}</div>}
        </>
      ),
    },
    {
      key: 'point',
      title: t('compliance.point'),
      lead: true,
      cell: ({ title, means }) => (
        <>
          {pick(title)}
          <div className="compliance-means">{pick(means)}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('compliance.state'),
      width: 140,
      cell: ({ state }) => <Badge tone={TONES[state]}>{t(`compliance.state.${state}`)}</Badge>,
    },
    { key: 'proof', title: t('compliance.proof'), width: '36%', cell: ({ proof }) => pick(proof.text) },
  ]
}

function Layers({ standard, onlyOpen }: { standard: Standard; onlyOpen: boolean }) {
  const { t, pick } = useWords()
  const columns = useColumns()
  const layers = [...new Set(standard.checkpoints.map(({ layer }) => layer))].map((layer) =>
    standard.checkpoints.filter((one) => one.layer === layer && (!onlyOpen || OPEN.includes(one.state))),
  )
  const shown = layers.filter((rows) => rows.length > 0)
  return (
    <Panel
      title={pick(standard.name)}
      padded={false}
      extra={STATES.filter((state) => standard.counts[state] > 0).map((state) => (
        <Badge key={state} tone={TONES[state]} bare>
          {t(`compliance.state.${state}`)} {standard.counts[state]}
        </Badge>
      ))}
    >
      {shown.length === 0 && (
        <div className="empty">
          <Empty title={t('compliance.none-open')} />
        </div>
      )}
      {shown.map((rows) => {
        const name = pick(rows[0]?.layerName)
        return (
          <div key={name}>
            <h3 className="compliance-layer">{name}</h3>
            <Table label={name} columns={columns} rows={rows} rowKey={(row) => row.id} empty={null} />
          </div>
        )
      })}
    </Panel>
  )
}

export function CompliancePage() {
  const { t } = useWords()
  const { value, set } = useFilters()
  const onlyOpen = value('show') === 'open'
  const query = useQuery({ queryKey: ['/compliance'], queryFn: () => get<Compliance>('/compliance') })
  const files = [
    { key: 'xlsx', label: <a href={apiUrl('/compliance/export.xlsx')}>{t('action.excel')}</a> },
    { key: 'json', label: <a href={apiUrl('/compliance/export.json')}>JSON</a> },
  ]
  return (
    <>
      <PageHead
        title={t('place.compliance')}
        meta={t('compliance.what')}
        actions={
          <>
            <Button icon={<ReloadOutlined />} loading={query.isFetching} onClick={() => void query.refetch()}>
              {t('compliance.again')}
            </Button>
            <Dropdown menu={{ items: files }} trigger={['click']}>
              <Button icon={<DownloadOutlined />}>{t('action.export')}</Button>
            </Dropdown>
          </>
        }
      />
      {query.error && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      <div className="compliance-bar">
        <Segmented
          aria-label={t('compliance.show')}
          value={onlyOpen ? 'open' : 'all'}
          options={(['all', 'open'] as const).map((show) => ({ value: show, label: t(`compliance.show.${show}`) }))}
          onChange={(show) => set('show', show === 'open' ? 'open' : '')}
        />
        {query.data && (
          <span className="soft">
            {t('compliance.at')} <Time at={query.data.at} />
          </span>
        )}
      </div>
      {!query.data && !query.error && (
        <Panel>
          <Bones lines={8} />
        </Panel>
      )}
      {query.data && (
        <div className="stack">
          {query.data.standards.map((standard) => (
            <Layers key={standard.id} standard={standard} onlyOpen={onlyOpen} />
          ))}
        </div>
      )}
      <p className="compliance-note">{t('compliance.note')}</p>
    </>
  )
}
