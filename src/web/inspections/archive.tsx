import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { apiUrl, get, write } from '../api.ts'
import type { Moment } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { Signers } from './signers.tsx'
import { InspectionTabs } from './tabs.tsx'
import './inspections.css'

interface Root {
  seq: number
  date: string
  authority: string | null
  stampedAt: Moment | null
  attempts: number
  problem: string | null
}

interface Standing {
  records: number
  head: { seq: number; hash: string; sm3: string } | null
  roots: Root[]
}

interface Report {
  isIntact: boolean
  records: number
  problems: { code: string; path: string; seq: number | null; round: string | null }[]
}

function Verification() {
  const { t } = useWords()
  const verify = useMutation({ mutationFn: () => write<Report>('POST', '/round-archive/verification') })
  const report = verify.data
  const [first] = report?.problems ?? []
  return (
    <Panel
      title={t('archive.verify')}
      extra={
        <Button size="small" loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('archive.verify-now')}
        </Button>
      }
    >
      <p className="small soft">{t('archive.verify-what')}</p>
      {report?.isIntact && <Badge tone="good">{t('archive.intact', { records: report.records })}</Badge>}
      {report && !report.isIntact && (
        <p role="alert">
          <Badge tone="bad">{t('archive.not-intact', { problems: report.problems.length })}</Badge>{' '}
          {t('archive.first-bad')}{' '}
          {first?.round ? (
            <Link to={`/inspections/${encodeURIComponent(first.round)}`}>{first.round}</Link>
          ) : (
            <code>{first?.path}</code>
          )}{' '}
          <code>{first?.code}</code>
        </p>
      )}
      <ProblemAlert error={verify.error} />
    </Panel>
  )
}

function Download() {
  const { t } = useWords()
  const today = formatDay(Date.now())
  const [from, setFrom] = useState(`${today.slice(0, 8)}01`)
  const [to, setTo] = useState(today)
  return (
    <Panel title={t('archive.download')}>
      <div className="row">
        <input
          type="date"
          aria-label={t('filter.from')}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <input type="date" aria-label={t('filter.to')} value={to} onChange={({ target }) => setTo(target.value)} />
        <a href={apiUrl('/round-archive/files.zip', { from, to })}>{t('archive.download-zip')}</a>
      </div>
      <p className="small soft">
        {t('archive.download-what')} <code>zhengxun archive verify FILE.zip --anchor TSA.pem</code>
      </p>
    </Panel>
  )
}

function Roots({ roots }: { roots: readonly Root[] }) {
  const { t } = useWords()
  const client = useQueryClient()
  const mayStamp = useMay('stamp-archive')
  const stamp = useMutation({
    mutationFn: () => write('POST', '/round-archive/timestamp'),
    onSettled: () => client.invalidateQueries({ queryKey: ['/round-archive'] }),
  })
  const columns: Column<Root>[] = [
    { key: 'date', title: t('archive.day'), lead: true, cell: (row) => row.date },
    { key: 'seq', title: t('archive.seq'), number: true, width: 90, cell: (row) => row.seq },
    {
      key: 'state',
      title: t('archive.timestamp'),
      cell: (row) =>
        row.stampedAt ? (
          <>
            <Badge tone="good">{t('archive.stamped')}</Badge> <Time at={row.stampedAt} relative={false} />
          </>
        ) : (
          <>
            <Badge tone="bad">{t('archive.unstamped', { attempts: row.attempts })}</Badge>{' '}
            <code className="small">{row.problem}</code>
          </>
        ),
    },
    { key: 'authority', title: t('archive.authority'), cell: (row) => row.authority ?? '—' },
  ]
  return (
    <Panel
      title={t('archive.roots')}
      padded={false}
      extra={
        mayStamp && (
          <Button size="small" loading={stamp.isPending} onClick={() => stamp.mutate()}>
            {t('archive.stamp-now')}
          </Button>
        )
      }
    >
      {stamp.error && (
        <div className="body">
          <ProblemAlert error={stamp.error} />
        </div>
      )}
      <Table
        label={t('archive.roots')}
        columns={columns}
        rows={roots}
        rowKey={(row) => row.seq}
        empty={<Empty title={t('archive.no-roots')}>{t('archive.no-roots-hint')}</Empty>}
      />
    </Panel>
  )
}

export function ArchivePage() {
  const { t } = useWords()
  const maySee = useMay('see-archive')
  const maySeeSigners = useMay('see-signers')
  const query = useQuery({
    queryKey: ['/round-archive'],
    queryFn: () => get<Standing>('/round-archive'),
    enabled: maySee,
  })
  return (
    <>
      <PageHead title={t('place.inspections')} documentTitle={t('archive.title')} meta={t('archive.what')} />
      <InspectionTabs />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      <div className="stack">
        {maySee && query.isPending && <Bones lines={8} />}
        {query.data && (
          <>
            <div className="round-head">
              <Panel title={t('archive.chain')}>
                <Facts
                  facts={[
                    [t('archive.records'), String(query.data.records)],
                    [
                      'SHA-256',
                      query.data.head ? <Mono key="h" text={query.data.head.hash} what="SHA-256" short /> : undefined,
                    ],
                    ['SM3', query.data.head ? <Mono key="s" text={query.data.head.sm3} what="SM3" short /> : undefined],
                  ]}
                />
              </Panel>
              <Verification />
              <Download />
            </div>
            <Roots roots={query.data.roots} />
          </>
        )}
        {maySeeSigners && <Signers />}
      </div>
    </>
  )
}
