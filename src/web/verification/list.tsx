import { Button, Input, Segmented } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { VerificationRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { DayRange, type Filters, useFilters } from '../pieces/filters.tsx'
import { Empty, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { instantOf, Time, type TimeValue } from '../pieces/time.tsx'
import { Badge, VerdictTag } from '../pieces/verdict-tag.tsx'
import { comparisonOf } from './compare-dialog.tsx'
import { KINDS, useKindWord } from './kinds.ts'

const VERDICTS = ['VALID', 'VALID_WITH_DEFECTS', 'INDETERMINATE', 'INVALID'] as const
const SOON_MS = 90 * 24 * 60 * 60_000

/** The day a report stops being reliable; marked where it is near or past. */
export function Stops({ at }: { at: TimeValue }) {
  const { t } = useWords()
  const instant = instantOf(at)
  if (instant === undefined) return null
  const left = instant - Date.now()
  return (
    <span className="row tight">
      <Time at={instant} show="day" relative={false} />
      {left < SOON_MS && <Badge tone={left < 0 ? 'bad' : 'warn'}>{t(left < 0 ? 'list.stopped' : 'list.soon')}</Badge>}
    </span>
  )
}

/** The two rows to compare, in the order they were chosen; a third takes the place of the first. */
function choose(chosen: readonly string[], id: string): readonly string[] {
  return chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2)
}

interface ColumnWishes {
  chosen: readonly string[]
  onChoose: (id: string) => void
}

function useColumns({ chosen, onChoose }: ColumnWishes): Column<VerificationRow>[] {
  const { t } = useWords()
  const kindWord = useKindWord()
  return [
    {
      key: 'compare',
      title: t('list.compare'),
      width: 56,
      cell: (row) => (
        <input
          type="checkbox"
          aria-label={t('list.compare-what', { number: row.number })}
          checked={chosen.includes(row.id)}
          onChange={() => onChoose(row.id)}
        />
      ),
    },
    { key: 'verdict', title: t('column.verdict'), width: 128, cell: (row) => <VerdictTag value={row.verdict} /> },
    {
      key: 'name',
      title: t('verification.file'),
      lead: true,
      cell: (row) => (
        <>
          <Link to={`/verification/${row.id}`} data-row={row.id}>
            {row.fileName}
          </Link>
          {row.isWatched && <span className="tag watched">{t('report.watched')}</span>}
          <div className="small soft">
            {row.number}
            {row.rerunOf && ` · ${t('list.rerun')}`}
          </div>
        </>
      ),
    },
    { key: 'kind', title: t('verification.kind'), width: 110, cell: (row) => kindWord(row.kind) },
    { key: 'by', title: t('verification.by'), width: 110, cell: (row) => row.actor.name },
    { key: 'at', title: t('verification.at'), width: 150, cell: (row) => <Time at={row.createdAt} show="clock" /> },
    { key: 'stops', title: t('times.stops'), width: 190, cell: (row) => <Stops at={row.stopsValidatingAt} /> },
  ]
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select, [role="treeitem"]')

/** `/` goes to the search; j and k, or the arrows once in the list, go from row to row; x chooses one to compare, c compares. */
function useListKeys(onChoose: (id: string) => void, onCompare: () => void) {
  const box = useRef<HTMLDivElement>(null)
  const step = (by: 1 | -1) => {
    const rows = [...(box.current?.querySelectorAll<HTMLElement>('a[data-row]') ?? [])]
    const row = document.activeElement?.closest('tr')
    const at = rows.findIndex((link) => link.closest('tr') === row)
    const next = at < 0 ? rows[by > 0 ? 0 : rows.length - 1] : rows[at + by]
    next?.focus()
  }
  const press = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    const row = document.activeElement?.closest('tr')?.querySelector<HTMLElement>('a[data-row]')
    const does: Record<string, (() => void) | undefined> = {
      '/': () => box.current?.querySelector<HTMLElement>('input[type="search"]')?.focus(),
      j: () => step(1),
      k: () => step(-1),
      ArrowDown: row ? () => step(1) : undefined,
      ArrowUp: row ? () => step(-1) : undefined,
      x: row?.dataset.row ? () => onChoose(row.dataset.row ?? '') : undefined,
      c: onCompare,
    }
    const act = does[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const latest = useRef(press)
  useEffect(() => {
    latest.current = press
  })
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => latest.current(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
  return box
}

function FilterBar({ search, set }: Filters) {
  const { t } = useWords()
  const kindWord = useKindWord()
  return (
    <search className="filters">
      <Segmented
        aria-label={t('column.verdict')}
        value={search.get('verdict') ?? ''}
        onChange={(value) => set('verdict', value)}
        options={[
          { value: '', label: t('filter.all') },
          ...VERDICTS.map((value) => ({ value, label: t(`verdict.${value}`) })),
        ]}
      />
      <select
        className="date"
        aria-label={t('verification.kind')}
        value={search.get('kind') ?? ''}
        onChange={(event) => set('kind', event.target.value)}
      >
        <option value="">{t('list.any-kind')}</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {kindWord(kind)}
          </option>
        ))}
      </select>
      <Input.Search
        allowClear
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        defaultValue={search.get('q') ?? ''}
        onSearch={(value) => set('q', value.trim())}
      />
      <DayRange search={search} set={set} />
    </search>
  )
}

export function VerificationList() {
  const { t } = useWords()
  const navigate = useNavigate()
  const filters = useFilters()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const onChoose = (id: string) => setChosen((now) => choose(now, id))
  const [one, other] = chosen
  const compare = () => {
    if (one && other) void navigate(comparisonOf(one, other))
  }
  const box = useListKeys(onChoose, compare)
  const columns = useColumns({ chosen, onChoose })
  const { value, days } = filters
  const query = { verdict: value('verdict'), kind: value('kind'), code: value('code'), q: value('q'), ...days }
  const isFiltered = Object.values(query).some(Boolean)
  return (
    <div ref={box} className="verification-list">
      <Panel
        padded={false}
        title={t('verification.history')}
        extra={
          <>
            <span className="soft small keys-hint">{t('list.keys')}</span>
            <Button size="small" disabled={chosen.length < 2} onClick={compare}>
              {t('list.compare-chosen', { chosen: chosen.length })}
            </Button>
          </>
        }
      >
        <FilterBar {...filters} />
        <PagedTable<VerificationRow>
          label={t('verification.history')}
          path="/verifications"
          query={query}
          limit={20}
          rowKey={(row) => row.id}
          columns={columns}
          empty={
            isFiltered ? (
              <Empty title={t('list.nothing-found')}>{t('list.nothing-found-hint')}</Empty>
            ) : (
              <Empty title={t('verification.none')}>{t('verification.none-hint')}</Empty>
            )
          }
        />
      </Panel>
    </div>
  )
}
