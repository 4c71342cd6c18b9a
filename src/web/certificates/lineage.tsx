import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { get, write } from '../api.ts'
import type { LineageBinding, LineageDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { DaysLeft } from '../pieces/days-left.tsx'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Alarms } from './estate/alarms.tsx'
import { AmendDialog } from './estate/amend-dialog.tsx'
import { BindingActions, type BindingTask, BindingTasks } from './estate/bindings.tsx'
import { Evidence } from './estate/evidence.tsx'
import { KeyCell } from './estate/key-cell.tsx'
import { commonName } from './names.ts'
import { LineageActions, LineageRuns } from './renewal/actions.tsx'
import { useTargets } from './targets.ts'

const STATES: Record<LineageBinding['state'], Tone> = {
  proved: 'good',
  other: 'bad',
  silent: 'bad',
  unasked: 'unknown',
}

const print = (sha256: string) => sha256.slice(0, 16)

/** One line for each place a binding was asked at: a name with two addresses has two. */
function Matrix({ lineage }: { lineage: LineageDetail }) {
  const { t } = useWords()
  const mayBind = useMay('request-certificates')
  const { titleOf } = useTargets()
  const [doing, setDoing] = useState<BindingTask>()
  const rows = lineage.bindingMatrix.flatMap((binding) =>
    (binding.places.length > 0 ? binding.places : [undefined]).map((seen) => ({ binding, seen })),
  )
  return (
    <Panel
      title={t('lineage.matrix')}
      extra={
        mayBind && (
          <Button size="small" onClick={() => setDoing({ kind: 'add' })}>
            {t('binding.add')}
          </Button>
        )
      }
      padded={false}
    >
      <Table
        label={t('lineage.matrix')}
        rows={rows}
        rowKey={({ binding, seen }) => `${binding.id}${seen?.place ?? ''}`}
        empty={<Empty title={t('lineage.matrix.none')}>{t('lineage.matrix.none-hint')}</Empty>}
        columns={[
          {
            key: 'node',
            title: t('column.node'),
            lead: true,
            cell: ({ binding, seen }) => (seen?.via === 'vip' ? t('lineage.via.vip') : binding.nodeName),
          },
          {
            key: 'place',
            title: t('certificate.endpoint'),
            cell: ({ binding, seen }) => (
              <code>{`${binding.serverName} → ${seen?.place ?? `${binding.address}:${binding.port}`}`}</code>
            ),
          },
          {
            key: 'target',
            title: t('lineage.target'),
            cell: ({ binding }) => [titleOf(binding.targetKind), binding.targetVersion].filter(Boolean).join(' '),
          },
          {
            key: 'expected',
            title: t('lineage.expected'),
            cell: ({ binding: { expectedSha256 } }) =>
              expectedSha256 ? <code>{print(expectedSha256)}</code> : t('lineage.nothing-expected'),
          },
          {
            key: 'seen',
            title: t('lineage.seen'),
            cell: ({ binding, seen }) => {
              if (!seen) return <Badge tone="unknown">{t('lineage.state.unasked')}</Badge>
              if (seen.seenSha256 === null) return <Badge tone="bad">{t('lineage.nothing-seen')}</Badge>
              const isRight = seen.seenSha256 === binding.expectedSha256
              return (
                <Badge tone={isRight ? 'good' : 'bad'}>
                  <code>{print(seen.seenSha256)}</code>
                </Badge>
              )
            },
          },
          {
            key: 'state',
            title: t('lineage.state'),
            cell: ({ binding, seen }) => {
              const { state } = seen ?? binding
              return <Badge tone={STATES[state]}>{t(`lineage.state.${state}`)}</Badge>
            },
          },
          {
            key: 'at',
            title: t('certificate.seen'),
            cell: ({ seen }) => (seen ? <Time at={seen.at} show="clock" /> : '—'),
          },
          ...(mayBind
            ? [
                {
                  key: 'actions',
                  title: t('column.actions'),
                  cell: ({ binding, seen }: (typeof rows)[number]) =>
                    seen?.via === 'vip' ? null : <BindingActions binding={binding} onDo={setDoing} />,
                },
              ]
            : []),
        ]}
      />
      {doing && <BindingTasks lineage={lineage} task={doing} onClose={() => setDoing(undefined)} />}
    </Panel>
  )
}

function Future({ lineage }: { lineage: LineageDetail }) {
  const { t } = useWords()
  const entries = [
    ...(lineage.renewBy === null ? [] : [{ key: 'renew' as const, at: lineage.renewBy }]),
    ...lineage.calendar.flatMap(({ level, at }) => (level === 'ok' ? [] : [{ key: level, at }])),
  ].sort((a, b) => String(a.at).localeCompare(String(b.at)))
  return (
    <Panel title={t('lineage.calendar')}>
      <Facts
        facts={entries.map(({ key, at }) => [t(`lineage.calendar.${key}`), <Time key={key} at={at} show="day" />])}
      />
      {lineage.renewalsPerYear.length > 0 && <h3>{t('lineage.projection')}</h3>}
      <Facts
        facts={lineage.renewalsPerYear.map(({ year, count }) => [String(year), t('lineage.times', { count })] as const)}
      />
    </Panel>
  )
}

type Held = LineageDetail['certificates'][number]

/** The newest beside the one before it: what a renewal changed. */
function Difference({ held: [now, before] }: { held: readonly Held[] }) {
  const { t } = useWords()
  if (!now || !before) return null
  const lines = [
    { title: t('certificate.subject'), of: (one: Held) => one.subject },
    { title: t('certificate.issuer'), of: (one: Held) => one.issuer },
    { title: t('certificate.names'), of: (one: Held) => [...one.sans].sort().join('、') },
    { title: t('certificate.algorithm'), of: (one: Held) => one.algorithm },
    { title: t('certificate.from'), of: (one: Held) => formatDay(one.notBefore) },
    { title: t('certificate.until'), of: (one: Held) => formatDay(one.notAfter) },
    { title: t('lineage.key'), of: (one: Held) => t(`lineage.key.${one.keyOrigin}`) },
    { title: 'SHA-256', of: (one: Held) => print(one.sha256) },
  ]
  return (
    <Panel title={t('lineage.difference')} padded={false}>
      <Table
        label={t('lineage.difference')}
        rows={lines}
        rowKey={({ title }) => title}
        empty={null}
        columns={[
          { key: 'what', title: '', lead: true, cell: ({ title }) => title },
          { key: 'before', title: t('lineage.difference.before'), cell: ({ of }) => of(before) },
          {
            key: 'now',
            title: t('lineage.difference.now'),
            cell: ({ of }) => (of(now) === of(before) ? of(now) : <strong>{of(now)}</strong>),
          },
        ]}
      />
    </Panel>
  )
}

function Certificates({ lineage }: { lineage: LineageDetail }) {
  const { t } = useWords()
  return (
    <Panel title={t('lineage.certificates')} padded={false}>
      <Table
        label={t('lineage.certificates')}
        rows={lineage.certificates}
        rowKey={(row) => row.certificateId}
        empty={null}
        columns={[
          {
            key: 'subject',
            title: t('certificate.subject'),
            lead: true,
            cell: (row) => <Link to={`/certificates/${row.certificateId}`}>{commonName(row.subject)}</Link>,
          },
          {
            key: 'state',
            title: t('lineage.state'),
            cell: (row) => (
              <Badge tone={row.state === 'active' ? 'good' : row.state === 'revoked' ? 'bad' : 'none'}>
                {t(`lineage.certificate.${row.state}`)}
              </Badge>
            ),
          },
          { key: 'end', title: t('certificate.until'), cell: (row) => <Time at={row.notAfter} show="day" /> },
          {
            key: 'key',
            title: t('lineage.key'),
            cell: (row) => <KeyCell lineageId={lineage.id} held={row} />,
          },
          { key: 'sha', title: 'SHA-256', cell: (row) => <code>{print(row.sha256)}</code> },
        ]}
      />
    </Panel>
  )
}

export function LineagePage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const client = useQueryClient()
  const mayWatch = useMay('request-certificates')
  const [isAmending, setIsAmending] = useState(false)
  const path = `/lineages/${id}`
  const lineage = useQuery({ queryKey: [path], queryFn: () => get<LineageDetail>(path) })
  const watch = useMutation({
    mutationFn: () => write<LineageDetail>('POST', `${path}/watch`),
    onSuccess: (seen) => client.setQueryData([path], seen),
  })
  const { data } = lineage
  if (!data) return lineage.error ? <ProblemAlert error={lineage.error} /> : <Bones />
  return (
    <>
      <PageHead
        back={{ to: '/certificates/lineages', text: t('lineage.list') }}
        title={data.name}
        meta={`${data.owner} · ${data.purpose} · ${t(`lineage.trust.${data.trust}`)}`}
        actions={
          <>
            <LineageActions lineage={data} />
            {mayWatch && (
              <>
                <Button onClick={() => setIsAmending(true)}>{t('lineage.amend')}</Button>
                <Button loading={watch.isPending} onClick={() => watch.mutate()}>
                  {t('lineage.watch')}
                </Button>
              </>
            )}
          </>
        }
      />
      <ProblemAlert error={watch.error} />
      {isAmending && <AmendDialog lineage={data} onClose={() => setIsAmending(false)} />}
      <div className="stack">
        <div className="columns wide-left">
          <Alarms lineage={data} />
          <div className="stack">
            {data.notAfter !== null && data.daysLeft !== null && data.level !== null && (
              <Panel>
                <DaysLeft certificate={{ notAfter: data.notAfter, daysLeft: data.daysLeft, level: data.level }} />
              </Panel>
            )}
            <Future lineage={data} />
          </div>
        </div>
        <Matrix lineage={data} />
        <LineageRuns lineageId={data.id} />
        <Certificates lineage={data} />
        <Evidence lineage={data} />
        <Difference held={data.certificates} />
      </div>
    </>
  )
}
