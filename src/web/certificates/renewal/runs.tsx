import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { get } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Bones, Empty, PageHead, Panel } from '../../pieces/page.tsx'
import { PagedTable } from '../../pieces/paged-table.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import type { Column } from '../../pieces/table.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge, type Tone } from '../../pieces/verdict-tag.tsx'
import { CertificateTabs } from '../tabs.tsx'
import { Affected, Replacement } from './replacement.tsx'
import { RunView } from './run-view.tsx'
import type { RenewedLineage, Run, RunLine, RunState } from './shapes.ts'
import './renewal.css'

const TONES: Record<RunState, Tone> = { open: 'accent', proved: 'good', cancelled: 'none' }

/** How far a run has come, and why it was begun. */
export function progressColumns(t: ReturnType<typeof useWords>['t']): Column<RunLine>[] {
  return [
    {
      key: 'proved',
      title: t('lineage.bindings'),
      cell: ({ proved, bindings }) => t('lineage.bindings.of', { proved, bindings }),
    },
    { key: 'state', title: t('lineage.state'), cell: (run) => <RunStateTag run={run} /> },
    { key: 'reason', title: t('renewal.run.reason'), cell: ({ reason }) => reason },
    {
      key: 'opened',
      title: t('renewal.run.opened'),
      cell: ({ openedAt }) => <Time at={openedAt} show="clock" />,
    },
  ]
}

export function RunStateTag({ run }: { run: Pick<RunLine, 'kind' | 'state' | 'standing' | 'behind'> }) {
  const { t } = useWords()
  if (run.behind.length > 0)
    return (
      <>
        <Badge tone="bad">{t(`renewal.run.${run.standing === 'half' ? 'half' : 'behind'}.${run.kind}`)}</Badge>{' '}
        <span className="small">{run.behind.join('、')}</span>
      </>
    )
  return <Badge tone={TONES[run.state]}>{t(`renewal.run.state.${run.state}`)}</Badge>
}

export function RunsPage() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const state = search.get('state') ?? ''
  return (
    <>
      <PageHead title={t('renewal.runs')} meta={t('renewal.runs.what')} />
      <CertificateTabs here="runs" />
      <Panel padded={false}>
        <search className="filters">
          <Segmented
            aria-label={t('lineage.state')}
            value={state}
            onChange={(value) => setSearch(value ? { state: value } : {}, { replace: true })}
            options={[
              { value: '', label: t('filter.all') },
              ...(['open', 'proved', 'cancelled'] as const).map((value) => ({
                value,
                label: t(`renewal.run.state.${value}`),
              })),
            ]}
          />
        </search>
        <PagedTable<RunLine>
          label={t('renewal.runs')}
          path="/deployment-runs"
          query={{ state: state || undefined }}
          rowKey={({ id }) => id}
          empty={<Empty title={t('renewal.runs.none')}>{t('renewal.runs.none-hint')}</Empty>}
          columns={[
            {
              key: 'lineage',
              title: t('lineage.name'),
              lead: true,
              cell: ({ id, lineage }) => <Link to={`/certificates/runs/${id}`}>{lineage}</Link>,
            },
            { key: 'kind', title: t('renewal.run.kind'), cell: ({ kind }) => t(`renewal.run.kind.${kind}`) },
            ...progressColumns(t),
          ]}
        />
      </Panel>
    </>
  )
}

export function RunPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const path = `/deployment-runs/${id}`
  const run = useQuery({ queryKey: [path], queryFn: () => get<Run>(path) })
  const lineagePath = `/lineages/${run.data?.lineageId}`
  const lineage = useQuery({
    queryKey: [lineagePath],
    queryFn: () => get<RenewedLineage>(lineagePath),
    enabled: run.data !== undefined,
  })
  const failed = run.error ?? lineage.error
  if (!run.data || !lineage.data) return failed ? <ProblemAlert error={failed} /> : <Bones lines={8} />
  const title = `${t(`renewal.run.kind.${run.data.kind}`)} · ${lineage.data.name}`
  return (
    <>
      <PageHead
        back={{ to: `/certificates/lineages/${lineage.data.id}`, text: lineage.data.name }}
        title={title}
        meta={<Link to="/certificates/runs">{t('renewal.runs')}</Link>}
      />
      <div className="stack">
        {run.data.kind === 'emergency' && run.data.certificateId === null && run.data.state === 'open' && (
          <Replacement run={run.data} lineage={lineage.data} />
        )}
        <RunView run={run.data} lineage={lineage.data} />
        {run.data.kind === 'emergency' && <Affected run={run.data} lineage={lineage.data} />}
      </div>
    </>
  )
}
