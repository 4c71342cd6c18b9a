import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Segmented } from 'antd'
import { useEffect } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { apiUrl, get, type Page, write } from '../api.ts'
import type { BatchItem, BatchLine, FindingCount } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { type Filters, useFilters } from '../pieces/filters.tsx'
import { useKey } from '../pieces/key.ts'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Column } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, VerdictTag } from '../pieces/verdict-tag.tsx'
import { BatchCounts, BatchName, BatchProgress, BatchState, isOpen, pollMs, VERDICTS } from './batch-parts.tsx'
import { useKindWord } from './kinds.ts'
import { Stops } from './list.tsx'
import './verification.css'

function ItemVerdict({ item }: { item: BatchItem }) {
  const { t } = useWords()
  if (item.verdict) return <VerdictTag value={item.verdict} />
  return (
    <Badge tone={item.state === 'running' ? 'accent' : item.state === 'refused' ? 'warn' : 'none'}>
      {t(`batch.item.${item.state}` as TextKey)}
    </Badge>
  )
}

function useColumns(): Column<BatchItem>[] {
  const { t, pick } = useWords()
  const kindWord = useKindWord()
  return [
    { key: 'position', title: t('batch.position'), number: true, width: 60, cell: (item) => item.position },
    { key: 'verdict', title: t('column.verdict'), width: 128, cell: (item) => <ItemVerdict item={item} /> },
    {
      key: 'name',
      title: t('verification.file'),
      lead: true,
      cell: (item) =>
        item.verificationId ? (
          <Link to={`/verification/${item.verificationId}`}>{item.fileName}</Link>
        ) : (
          <span>{item.fileName}</span>
        ),
    },
    { key: 'kind', title: t('verification.kind'), width: 100, cell: (item) => item.kind && kindWord(item.kind) },
    { key: 'number', title: t('report.number'), width: 160, cell: (item) => item.number && <code>{item.number}</code> },
    {
      key: 'reason',
      title: t('batch.reason'),
      cell: (item) =>
        item.error
          ? pick(item.error.text) || item.error.code
          : item.mainReason && (
              <Link className="plain" to={`/verification/${item.verificationId}/why`}>
                {pick(item.mainReason)}
              </Link>
            ),
    },
    { key: 'stops', title: t('times.stops'), width: 190, cell: (item) => <Stops at={item.stopsValidatingAt} /> },
  ]
}

function Actions({ batch }: { batch: BatchLine }) {
  const { t } = useWords()
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => write('POST', `/verification-batches/${batch.id}/cancellation`),
    onSettled: () => client.invalidateQueries({ queryKey: ['/verification-batches'] }),
  })
  return (
    <>
      {isOpen(batch) && (
        <Popconfirm title={t('batch.cancel-sure')} okText={t('batch.cancel')} onConfirm={() => cancel.mutate()}>
          <Button size="small" loading={cancel.isPending}>
            {t('batch.cancel')}
          </Button>
        </Popconfirm>
      )}
      <NextRefused batch={batch} />
      <Button
        size="small"
        href={apiUrl(`/verification-batches/${batch.id}/results.xlsx`)}
        download={`${batch.name}.xlsx`}
      >
        {t('batch.xlsx')}
      </Button>
      <Button
        size="small"
        href={apiUrl(`/verification-batches/${batch.id}/results.csv`)}
        download={`${batch.name}.csv`}
      >
        {t('batch.csv')}
      </Button>
      {!isOpen(batch) && batch.done > batch.refused && (
        <Button size="small" href={apiUrl(`/verification-batches/${batch.id}/pack.zip`)} download>
          {t('pack.download')}
        </Button>
      )}
    </>
  )
}

/** Opens the first file nobody may rely on: by its button, or the key n. From there the same key leads on. */
function NextRefused({ batch }: { batch: BatchLine }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const isAny = batch.verdicts.INVALID + batch.verdicts.INDETERMINATE > 0
  const open = async () => {
    if (!isAny) return
    const { items } = await get<Page<BatchItem>>(`/verification-batches/${batch.id}/items`, { relied: false, limit: 1 })
    const [first] = items
    if (first?.verificationId) await navigate(`/verification/${first.verificationId}/why`)
  }
  useKey('n', () => void open())
  if (!isAny) return null
  return (
    <Button size="small" onClick={() => void open()}>
      {t('batch.next-refused')}
    </Button>
  )
}

/** By verdict, by format, by finding, with how many files each has; kept in the address. */
function FilterBar({ batch, filters: { search, set } }: { batch: BatchLine; filters: Filters }) {
  const { t, pick } = useWords()
  const kindWord = useKindWord()
  const findings = useQuery({
    queryKey: ['/verification-batches', batch.id, 'findings', batch.done],
    queryFn: () => get<Page<FindingCount>>(`/verification-batches/${batch.id}/findings`, { limit: 200 }),
    placeholderData: keepPreviousData,
  })
  return (
    <search className="filters">
      <Segmented
        aria-label={t('column.verdict')}
        value={search.get('show') ?? ''}
        onChange={(value) => set('show', value)}
        options={[
          { value: '', label: `${t('filter.all')} ${batch.total}` },
          ...VERDICTS.map((value) => ({ value, label: `${t(`verdict.${value}`)} ${batch.verdicts[value]}` })),
          { value: 'refused', label: `${t('batch.item.refused')} ${batch.refused}` },
        ]}
      />
      <select
        className="date"
        aria-label={t('verification.kind')}
        value={search.get('kind') ?? ''}
        onChange={(event) => set('kind', event.target.value)}
      >
        <option value="">{t('list.any-kind')}</option>
        {Object.entries(batch.kinds).map(([kind, files]) => (
          <option key={kind} value={kind}>
            {kindWord(kind)} {files}
          </option>
        ))}
      </select>
      <select
        className="date finding-filter"
        aria-label={t('batch.code')}
        value={search.get('code') ?? ''}
        onChange={(event) => set('code', event.target.value)}
      >
        <option value="">{t('batch.any-code')}</option>
        {findings.data?.items.map(({ code, files, text }) => (
          <option key={code} value={code}>
            {files} × {pick(text)}
          </option>
        ))}
      </select>
    </search>
  )
}

function Summary({ batch }: { batch: BatchLine }) {
  const { t } = useWords()
  return (
    <Panel>
      <Facts
        two
        facts={[
          [t('batch.state'), <BatchState key="state" batch={batch} />],
          [t('batch.done'), <BatchProgress key="done" batch={batch} />],
          [t('verification.by'), batch.actor.name],
          [t('column.verdict'), <BatchCounts key="counts" batch={batch} />],
          [t('batch.at'), <Time key="at" at={batch.createdAt} />],
          [t('batch.finished'), batch.finishedAt ? <Time key="finished" at={batch.finishedAt} /> : undefined],
        ]}
      />
    </Panel>
  )
}

/** The list is asked for again whenever another file is done: also when it was the last one, after which nothing is polled any more. */
function useFreshItems(id: string, done: number | undefined): void {
  const client = useQueryClient()
  useEffect(() => {
    if (done !== undefined) void client.invalidateQueries({ queryKey: [`/verification-batches/${id}/items`] })
  }, [client, id, done])
}

export function BatchPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const filters = useFilters()
  const columns = useColumns()
  const query = useQuery({
    queryKey: ['/verification-batches', 'one', id],
    queryFn: () => get<BatchLine>(`/verification-batches/${id}`),
    refetchInterval: ({ state }) => pollMs(state.data && [state.data]),
  })
  const batch = query.data
  useFreshItems(id, batch?.done)
  const shown = filters.value('show') ?? ''
  const isVerdict = (VERDICTS as readonly string[]).includes(shown)
  return (
    <>
      <PageHead
        back={{ to: '/verification/batches', text: t('batch.title') }}
        documentTitle={batch?.name}
        title={batch ? <BatchName batch={batch} /> : '…'}
        actions={batch && <Actions batch={batch} />}
      />
      <div className="stack">
        <ProblemAlert error={query.error} retry={() => void query.refetch()} />
        {query.isPending && (
          <Panel>
            <Bones />
          </Panel>
        )}
        {batch && <Summary batch={batch} />}
        {batch && (
          <Panel padded={false}>
            <FilterBar batch={batch} filters={filters} />
            <PagedTable<BatchItem>
              label={t('batch.items')}
              path={`/verification-batches/${id}/items`}
              query={{
                ...(isVerdict ? { verdict: shown } : { state: shown || undefined }),
                kind: filters.value('kind'),
                code: filters.value('code'),
              }}
              limit={50}
              refetchMs={pollMs([batch])}
              rowKey={(item) => item.position}
              columns={columns}
              empty={<Empty title={t('list.nothing-found')}>{t('batch.no-items-hint')}</Empty>}
            />
          </Panel>
        )}
      </div>
    </>
  )
}
