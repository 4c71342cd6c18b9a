import { EditOutlined, ReloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import { type ReactNode, useState } from 'react'
import { useParams } from 'react-router'
import type { ProbeVerdict } from '#core/checks/check.ts'
import { get, write } from '../api.ts'
import type { Reason } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert, useProblemText } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { formatDuration, Time } from '../pieces/time.tsx'
import { Badge, VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Reasons } from '../systems/checks.tsx'
import { type DrillRow, isUnderWay, PHASES, type SetRow, SOURCES, type SourceRow } from './shapes.ts'
import { SourceDialog } from './source-dialog.tsx'

const LIVE_MS = 2_000
const CALM_MS = 10_000

interface Detail {
  source: SourceRow
  sets: SetRow[]
}

function useAction(path: string, body: object | undefined, said?: string) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const textOf = useProblemText()
  return useMutation({
    mutationFn: () => write('POST', path, body),
    onSuccess: () => {
      if (said) void message.success(said)
    },
    onError: (error) => void message.error(textOf(error)),
    onSettled: () => client.invalidateQueries(),
  })
}

function DrillButton({ source, setName, small }: { source: SourceRow; setName: string | null; small?: boolean }) {
  const { t } = useWords()
  const start = useAction(`${SOURCES}/${source.id}/drills`, { setName })
  const text = t(small ? 'drill.start-of' : 'drill.start')
  return (
    <Popconfirm title={t('drill.sure')} okText={text} onConfirm={() => start.mutate()}>
      <Button
        {...(small ? { size: 'small' as const } : { type: 'primary' as const })}
        loading={start.isPending}
        disabled={isUnderWay(source.drill)}
      >
        {text}
      </Button>
    </Popconfirm>
  )
}

/** One of the two verdicts: what it is, why, and what to do. */
function Verdict({
  title,
  value,
  reasons,
  good,
}: {
  title: string
  value: ProbeVerdict | null
  reasons: Reason[]
  good: string
}) {
  const { t } = useWords()
  return (
    <Panel title={title} extra={<VerdictTag value={value} />}>
      {reasons.length > 0 ? <Reasons reasons={reasons} /> : <p>{value === null ? t('source.not-checked') : good}</p>}
    </Panel>
  )
}

/** Where the drill stands, step by step. */
function Progress({ drill }: { drill: DrillRow }) {
  const { t } = useWords()
  const at = (PHASES as readonly string[]).indexOf(drill.phase)
  return (
    <Panel title={t('drill.progress')} extra={<Time at={drill.startedAt ?? drill.requestedAt} />}>
      <ol className="row" aria-live="polite">
        {PHASES.map((phase, index) => (
          <li key={phase} aria-current={index === at ? 'step' : undefined}>
            <Badge tone={index < at ? 'good' : index === at ? 'accent' : 'none'}>{t(`drill.phase.${phase}`)}</Badge>
          </li>
        ))}
      </ol>
      <p className="small soft">{t('drill.leave')}</p>
    </Panel>
  )
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A promise in whole days or hours, as it was given. */
function useSpan(): (ms: number) => string {
  const { t } = useWords()
  return (ms) =>
    ms >= 2 * DAY_MS && ms % DAY_MS === 0
      ? t('source.days', { count: ms / DAY_MS })
      : t('source.hours', { count: Math.round((ms * 10) / HOUR_MS) / 10 })
}

function SourceFacts({ source }: { source: SourceRow }) {
  const { t } = useWords()
  const span = useSpan()
  const { plan, drillEveryMs, hasManifestKey, hasPassphrase, queries } = source.settings
  const keys = [
    t(hasManifestKey ? 'source.key-manifest' : 'source.key-none'),
    hasPassphrase && t('source.key-passphrase'),
  ]
  const incremental =
    plan.incrementalMaxAgeMs === null
      ? t('source.plan-full-only')
      : t('source.plan-incremental', { age: span(plan.incrementalMaxAgeMs) })
  const promised = { full: span(plan.fullMaxAgeMs), incremental, grace: span(plan.graceMs) }
  return (
    <Panel title={source.name}>
      <Facts
        two
        facts={[
          [t('source.system'), `${source.system.name} · ${source.node.name}`],
          [t('source.kind'), t(`source.kind.${source.kind}`)],
          [t('source.where'), <code key="where">{source.where}</code>],
          [
            t('source.offsite'),
            source.offsiteWhere ? <code key="off">{source.offsiteWhere}</code> : t('source.offsite-none'),
          ],
          [t('source.plan'), t('source.plan-text', promised)],
          [t('source.drill-every'), drillEveryMs === 0 ? t('source.drill-by-hand') : span(drillEveryMs)],
          [t('source.keys'), keys.filter(Boolean).join('；')],
          [t('source.queries'), queries.map(({ name }) => name).join('、')],
          [t('source.checked'), source.checkedAt ? <Time key="at" at={source.checkedAt} /> : t('source.not-checked')],
        ]}
      />
    </Panel>
  )
}

function useSetColumns(source: SourceRow): Column<SetRow>[] {
  const { t } = useWords()
  const mayDrill = useMay('back-up')
  return [
    {
      key: 'name',
      title: t('set.name'),
      lead: true,
      cell: (row) => (
        <>
          <code>{row.name}</code>
          <div className="small soft">
            {t(`set.kind.${row.kind}`)}
            {row.parent && ` · ${t('set.parent', { parent: row.parent })}`}
          </div>
        </>
      ),
    },
    { key: 'at', title: t('set.at'), width: 170, cell: (row) => <Time at={row.startedAt} show="clock" /> },
    { key: 'size', title: t('set.size'), number: true, cell: (row) => formatBytes(row.sizeBytes) },
    { key: 'tables', title: t('set.tables'), number: true, cell: (row) => row.tableCount },
    {
      key: 'verdict',
      title: t('set.verdict'),
      cell: (row) => (
        <>
          {row.isGone ? <Badge tone="none">{t('set.gone')}</Badge> : <VerdictTag value={row.verdict} />}
          {row.offsite !== 'not-declared' && <div className="small soft">{t(`set.offsite.${row.offsite}`)}</div>}
        </>
      ),
    },
    { key: 'reasons', title: t('finding.meaning'), width: '30%', cell: (row) => <Reasons reasons={row.reasons} /> },
    {
      key: 'drill',
      title: t('column.actions'),
      width: 110,
      cell: (row) => mayDrill && !row.isGone && <DrillButton source={source} setName={row.name} small />,
    },
  ]
}

function Compared({ drill }: { drill: DrillRow }): ReactNode {
  const { t } = useWords()
  const { tables, queries } = drill
  return (
    <>
      {tables && tables.compared > 0 && <div>{t('drill.tables-text', tables)}</div>}
      {queries && queries.length > 0 && (
        <div className="small soft" title={queries.map((one) => `${one.name}: ${one.got}`).join('\n')}>
          {t('drill.queries-text', { met: queries.filter(({ isMet }) => isMet).length, all: queries.length })}
        </div>
      )}
    </>
  )
}

/** Seconds for what was drilled at once, hours for what was kept. */
function DataAge({ ms }: { ms: number | null }) {
  const span = useSpan()
  if (ms === null) return ''
  return ms < HOUR_MS ? formatDuration(ms) : span(ms)
}

function useDrillColumns(): Column<DrillRow>[] {
  const { t } = useWords()
  return [
    {
      key: 'when',
      title: t('drill.when'),
      lead: true,
      width: 190,
      cell: (row) => (
        <>
          <Time at={row.startedAt ?? row.requestedAt} show="clock" />
          <div className="small soft">
            <code>{row.setName}</code>
          </div>
        </>
      ),
    },
    {
      key: 'result',
      title: t('drill.result'),
      cell: (row) =>
        row.phase === 'ended' ? (
          <VerdictTag value={row.usability} />
        ) : (
          <Badge tone="accent">{t(`drill.phase.${row.phase}`)}</Badge>
        ),
    },
    { key: 'reasons', title: t('finding.meaning'), width: '28%', cell: (row) => <Reasons reasons={row.reasons} /> },
    { key: 'compared', title: t('drill.tables'), cell: (row) => <Compared drill={row} /> },
    {
      key: 'rto',
      title: t('source.rto'),
      cell: (row) => (row.recoveryTimeMs === null ? '' : formatDuration(row.recoveryTimeMs)),
    },
    {
      key: 'rpo',
      title: t('source.rpo'),
      cell: (row) => <DataAge ms={row.dataAgeMs} />,
    },
    {
      key: 'server',
      title: t('drill.server'),
      cell: (row) =>
        row.server && (
          <>
            {row.server}
            <div className="small soft">{t(row.isIsolated ? 'drill.isolated' : 'drill.open')}</div>
          </>
        ),
    },
    { key: 'who', title: t('drill.who'), cell: (row) => row.requestedBy },
  ]
}

function Shown({ source, sets }: Detail) {
  const { t } = useWords()
  const setColumns = useSetColumns(source)
  const drillColumns = useDrillColumns()
  const { completeness, completenessReasons, usability, usabilityReasons, drill } = source
  return (
    <div className="stack">
      {drill && isUnderWay(drill) && <Progress drill={drill} />}
      <div className="two-fields">
        <Verdict
          title={t('source.complete')}
          value={completeness}
          reasons={completenessReasons}
          good={t('source.complete-good')}
        />
        <Verdict
          title={t('source.usable')}
          value={usability}
          reasons={usabilityReasons}
          good={t('source.usable-good')}
        />
      </div>
      <SourceFacts source={source} />
      <Panel title={t('drill.list')} padded={false}>
        <PagedTable<DrillRow>
          label={t('drill.list')}
          path={`${SOURCES}/${source.id}/drills`}
          columns={drillColumns}
          rowKey={(row) => row.id}
          limit={20}
          refetchMs={isUnderWay(drill) ? LIVE_MS : CALM_MS}
          empty={<Empty title={t('drill.none')}>{t('drill.none-hint')}</Empty>}
        />
      </Panel>
      <Panel title={t('set.list')} padded={false}>
        <Table<SetRow>
          label={t('set.list')}
          columns={setColumns}
          rows={sets}
          rowKey={(row) => row.name}
          empty={<Empty title={t('set.none')}>{t('set.none-hint')}</Empty>}
        />
      </Panel>
    </div>
  )
}

function Actions({ source }: { source: SourceRow }) {
  const { t } = useWords()
  const mayOperate = useMay('operate')
  const mayDrill = useMay('back-up')
  const [isChanging, setChanging] = useState(false)
  const check = useAction(`${SOURCES}/${source.id}/check`, undefined, t('source.checking'))
  return (
    <>
      {mayOperate && (
        <Button icon={<EditOutlined />} onClick={() => setChanging(true)}>
          {t('source.change')}
        </Button>
      )}
      {mayDrill && (
        <Button icon={<ReloadOutlined />} loading={check.isPending} onClick={() => check.mutate()}>
          {t('source.check')}
        </Button>
      )}
      {mayDrill && <DrillButton source={source} setName={null} />}
      {isChanging && <SourceDialog source={source} onClose={() => setChanging(false)} />}
    </>
  )
}

export function SourcePage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const path = `${SOURCES}/${id}`
  const detail = useQuery({
    queryKey: [path],
    queryFn: () => get<Detail>(path),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.source.drill) ? LIVE_MS : CALM_MS),
  })
  const source = detail.data?.source
  return (
    <>
      <PageHead
        back={{ to: '/inspections/backups', text: t('backup.title') }}
        title={source?.name ?? t('backup.title')}
        meta={source?.system.name}
        actions={source && <Actions source={source} />}
      />
      <ProblemAlert error={detail.error} retry={() => void detail.refetch()} />
      {detail.data ? <Shown {...detail.data} /> : !detail.error && <Bones lines={8} />}
    </>
  )
}
