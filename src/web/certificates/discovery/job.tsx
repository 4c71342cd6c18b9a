// One search: how far it is, also for whoever comes back later, and what to do with what it came upon.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { get, write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Bones, Empty, Facts, PageHead, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Table } from '../../pieces/table.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge, type Tone } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { AdoptDialog } from '../adopt.tsx'
import { commonName } from '../names.ts'
import { Progress } from './progress.tsx'
import { type DiscoveryDetail, type DiscoveryFinding, STATE_TONES } from './shapes.ts'

const REFRESH_MS = 2_000

const STANDINGS: Record<NonNullable<DiscoveryFinding['standing']>, Tone> = {
  lineage: 'good',
  open: 'warn',
  dismissed: 'none',
  authority: 'none',
}

const isUnderWay = (job: DiscoveryDetail | undefined) => job?.state === 'waiting' || job?.state === 'running'

function Found({ job }: { job: DiscoveryDetail }) {
  const { t, pick } = useWords()
  const mayAdopt = useMay('request-certificates')
  const [adopting, setAdopting] = useState<DiscoveryFinding>()
  return (
    <Panel title={t('discovery.results', { count: job.findings.length })} padded={false}>
      <Table
        label={t('discovery.results', { count: job.findings.length })}
        rows={job.findings}
        rowKey={({ place, item }) => `${place} ${item}`}
        empty={<Empty title={t('discovery.results.none')}>{t('discovery.results.none-hint')}</Empty>}
        columns={[
          { key: 'place', title: t('lineage.place'), lead: true, cell: ({ place }) => <code>{place}</code> },
          {
            key: 'subject',
            title: t('certificate.subject'),
            cell: ({ certificateId, subject, problem }) =>
              certificateId && subject ? (
                <Link to={`/certificates/${certificateId}`}>{commonName(subject)}</Link>
              ) : (
                <span className="soft">{pick(problem)}</span>
              ),
          },
          {
            key: 'until',
            title: t('certificate.until'),
            cell: ({ notAfter }) => (notAfter === null ? '—' : <Time at={notAfter} show="day" />),
          },
          {
            key: 'standing',
            title: t('discovery.standing'),
            cell: ({ standing, outcome, lineageId }) => {
              if (standing === null)
                return outcome === 'certificate' ? (
                  '—'
                ) : (
                  <Badge tone="unknown">{t(`discovery.outcome.${outcome}`)}</Badge>
                )
              const badge = <Badge tone={STANDINGS[standing]}>{t(`discovery.standing.${standing}`)}</Badge>
              return lineageId ? <Link to={`/certificates/lineages/${lineageId}`}>{badge}</Link> : badge
            },
          },
          ...(mayAdopt
            ? [
                {
                  key: 'adopt',
                  title: t('column.actions'),
                  cell: (finding: DiscoveryFinding) =>
                    finding.standing === 'open' ? (
                      <Button
                        size="small"
                        aria-label={t('discovery.adopt-what', { place: finding.place })}
                        onClick={() => setAdopting(finding)}
                      >
                        {t('lineage.adopt')}
                      </Button>
                    ) : null,
                },
              ]
            : []),
        ]}
      />
      {adopting?.certificateId && adopting.subject && (
        <AdoptDialog
          certificate={{ certificateId: adopting.certificateId, subject: adopting.subject, sans: [] }}
          onClose={() => setAdopting(undefined)}
        />
      )}
    </Panel>
  )
}

function Cancel({ path }: { path: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => write('POST', `${path}/cancellation`),
    onSettled: () => client.invalidateQueries({ queryKey: [path] }),
  })
  return (
    <>
      <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t('discovery.cancel')}
      </Button>
      <ProblemAlert error={cancel.error} />
    </>
  )
}

export function DiscoveryJobPage() {
  const { t, pick } = useWords()
  const { id = '' } = useParams()
  const mayCancel = useMay('request-certificates')
  const path = `/discoveries/${encodeURIComponent(id)}`
  const query = useQuery({
    queryKey: [path],
    queryFn: () => get<DiscoveryDetail>(path),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? REFRESH_MS : false),
  })
  const job = query.data
  return (
    <>
      <PageHead
        back={{ to: '/certificates/discovery', text: t('discovery.list') }}
        title={job ? job.scope : '…'}
        meta={job && <Badge tone={STATE_TONES[job.state]}>{t(`discovery.state.${job.state}`)}</Badge>}
        actions={mayCancel && isUnderWay(job) && <Cancel path={path} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={6} />
        </Panel>
      )}
      {job && (
        <div className="stack">
          <Panel>
            <Facts
              facts={[
                [t('discovery.progress'), <Progress key="progress" job={job} />],
                [t('discovery.found'), job.found],
                [t('discovery.ports'), job.ports.join(', ')],
                [t('binding.serverName'), job.serverName],
                [t('discovery.started'), <Time key="started" at={job.startedAt} />],
                [t('discovery.finished'), <Time key="finished" at={job.finishedAt} />],
                [t('discovery.error'), job.error ? pick(job.error) : undefined],
              ]}
            />
            {isUnderWay(job) && <p className="note">{t('discovery.leave')}</p>}
          </Panel>
          <Found job={job} />
        </div>
      )}
    </>
  )
}
