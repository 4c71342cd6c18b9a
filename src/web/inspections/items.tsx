import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { RoundItem } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { LAYERS } from '../pieces/layers.ts'
import { Empty, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Reasons } from '../systems/checks.tsx'
import { BulkDialog } from './bulk.tsx'
import { ManualDialog } from './manual.tsx'
import { Photos } from './photos.tsx'

const CONCLUSIONS = ['abnormal', 'warning', 'unchecked', 'normal', 'not-applicable'] as const
const OPEN_STATES = ['running', 'awaiting-manual']
const LIVE_MS = 4_000
const CALM_MS = 15_000
/** In the place of a conclusion: items that have none yet. */
const OPEN = 'open'
const SHOWN_MEASURES = 3

/** The first few measurements; the evidence has them all. */
function Measured({ item }: { item: RoundItem }) {
  const entries = Object.entries(item.measured).filter(([, value]) => value !== null)
  if (item.text) return <>{item.text}</>
  return (
    <span className="detail">
      {entries.slice(0, SHOWN_MEASURES).map(([name, value]) => (
        <span key={name}>
          <span className="soft">{name}</span> {String(value)}
        </span>
      ))}
    </span>
  )
}

function useColumns(roundId: string, mayFill: boolean, onFill: (item: RoundItem) => void): Column<RoundItem>[] {
  const { t, pick } = useWords()
  return [
    { key: 'number', title: t('item.number'), number: true, width: 56, cell: (item) => item.number },
    {
      key: 'conclusion',
      title: t('column.verdict'),
      width: 96,
      cell: (item) => <VerdictTag value={item.conclusion} />,
    },
    {
      key: 'title',
      title: t('item.title'),
      lead: true,
      width: '24%',
      cell: (item) => (
        <>
          {pick(item.title)}
          <div className="small soft">{[item.system, item.node].filter(Boolean).join(' · ')}</div>
        </>
      ),
    },
    {
      key: 'layer',
      title: t('item.layer'),
      width: 110,
      cell: (item) => <span className="on-one-line">{t(`layer.${item.layer}` as TextKey)}</span>,
    },
    {
      key: 'measured',
      title: t('evidence.measured'),
      width: '18%',
      cell: (item) => (
        <>
          <Measured item={item} />
          <Photos roundId={roundId} photos={item.photos} />
        </>
      ),
    },
    {
      key: 'reasons',
      title: t('finding.meaning'),
      width: '22%',
      cell: (item) => <Reasons reasons={item.reasons} />,
    },
    {
      key: 'at',
      title: t('check.at'),
      width: 120,
      cell: (item) => {
        const time = <Time at={item.recordedAt} show="clock" relative={false} />
        return (
          <>
            {item.kind !== 'manual' && item.resultId ? (
              <Link to={`/systems/results/${item.resultId}`}>{time}</Link>
            ) : (
              time
            )}
            <div className="small soft">
              {item.kind === 'manual' ? item.recordedBy : item.recordedBy && t('item.automatic')}
            </div>
          </>
        )
      },
    },
    {
      key: 'fill',
      title: t('column.actions'),
      width: 90,
      cell: (item) =>
        mayFill &&
        (item.kind === 'manual' || item.conclusion === 'unchecked') && (
          <Button size="small" onClick={() => onFill(item)}>
            {item.conclusion ? t('item.correct') : t('item.fill')}
          </Button>
        ),
    },
  ]
}

export function RoundItems({ roundId, state }: { roundId: string; state: string }) {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const [filled, setFilled] = useState<RoundItem>()
  const [isInBulk, setIsInBulk] = useState(false)
  const mayFill = useMay('operate') && OPEN_STATES.includes(state)
  const columns = useColumns(roundId, mayFill, setFilled)
  const conclusion = search.get('conclusion') ?? ''
  const layer = search.get('layer') ?? ''
  const set = (name: string, value: string) =>
    setSearch((now) => {
      if (value) now.set(name, value)
      else now.delete(name)
      return now
    })
  return (
    <Panel
      title={t('item.list')}
      padded={false}
      extra={mayFill && <Button onClick={() => setIsInBulk(true)}>{t('bulk.title')}</Button>}
    >
      <search className="filters">
        <Segmented
          aria-label={t('column.verdict')}
          value={conclusion}
          onChange={(value) => set('conclusion', value)}
          options={[
            { value: '', label: t('filter.all') },
            { value: OPEN, label: t('matrix.open') },
            ...CONCLUSIONS.map((value) => ({ value, label: t(`verdict.${value}`) })),
          ]}
        />
        <Select
          aria-label={t('item.layer')}
          className="select"
          value={layer}
          onChange={(value) => set('layer', value)}
          options={[
            { value: '', label: t('layer.all') },
            ...LAYERS.map((value) => ({ value, label: t(`layer.${value}`) })),
          ]}
        />
      </search>
      <PagedTable<RoundItem>
        label={t('item.list')}
        path={`/rounds/${encodeURIComponent(roundId)}/items`}
        query={{
          ...(conclusion === OPEN ? { isOpen: 'true' } : { verdict: conclusion || undefined }),
          layer: layer || undefined,
        }}
        columns={columns}
        refetchMs={state === 'running' ? LIVE_MS : CALM_MS}
        rowKey={(item) => item.id}
        empty={<Empty title={t('item.none')} />}
      />
      {filled && <ManualDialog roundId={roundId} item={filled} onClose={() => setFilled(undefined)} />}
      {isInBulk && <BulkDialog roundId={roundId} onClose={() => setIsInBulk(false)} />}
    </Panel>
  )
}
