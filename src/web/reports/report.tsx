import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useParams } from 'react-router'
import { apiUrl, get } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { formatBytes } from '../pieces/download.ts'
import { Bones, Facts, Meter, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { CheckPanel } from './check.tsx'
import { useMake } from './make-dialog.tsx'
import { SectionPanel } from './section.tsx'
import { isUnderway, type ReportDetail } from './shapes.ts'
import './reports.css'

const REFRESH_MS = 1_000

export function ShelfReportPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['/reports', id],
    queryFn: () => get<ReportDetail>(`/reports/${id}`),
    refetchInterval: ({ state }) => (state.data && isUnderway(state.data) ? REFRESH_MS : false),
  })
  const report = query.data
  const back = { to: '/reports', text: t('place.reports') }
  if (!report)
    return (
      <>
        <PageHead title={t('shelf.about')} back={back} />
        {query.error ? (
          <ProblemAlert error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Panel>
            <Bones lines={10} />
          </Panel>
        )}
      </>
    )
  return (
    <>
      <PageHead
        title={`${t(`shelf.kind.${report.kind}`)} ${report.period}`}
        meta={<Badge tone={report.edition === 'final' ? 'good' : 'none'}>{t(`shelf.edition.${report.edition}`)}</Badge>}
        back={back}
      />
      <div className="stack">
        <About report={report} />
        {report.state === 'done' ? <Body report={report} /> : <Underway report={report} />}
      </div>
    </>
  )
}

function About({ report }: { report: ReportDetail }) {
  const { t } = useWords()
  const others = report.editions.filter(({ id }) => id !== report.id)
  return (
    <Panel>
      <Facts
        two
        facts={[
          [t('shelf.number'), <Mono key="number" text={report.number} what={t('shelf.number')} />],
          [
            t('shelf.period'),
            <span key="period">
              <Time at={report.periodFrom} relative={false} /> – <Time at={report.periodTo} relative={false} />
            </span>,
          ],
          [t('shelf.as-of'), <Time key="as-of" at={report.asOf} />],
          [t('shelf.reason'), report.reason ?? undefined],
          [
            t('shelf.digest'),
            report.digest ? <Mono key="digest" text={report.digest} what={t('shelf.digest')} short /> : undefined,
          ],
          [t('shelf.files'), report.files.length > 0 ? <Files key="files" report={report} /> : undefined],
          [
            t('shelf.editions'),
            others.length > 0 ? (
              <span key="editions" className="row">
                {others.map((one) => (
                  <Link key={one.id} to={`/reports/${one.id}`}>
                    {one.number}（{t(`shelf.edition.${one.edition}`)}）
                  </Link>
                ))}
              </span>
            ) : undefined,
          ],
        ]}
      />
    </Panel>
  )
}

function Files({ report }: { report: ReportDetail }) {
  const { t } = useWords()
  return (
    <span className="stack">
      {report.files.map(({ format, sha256, sizeBytes }) => (
        <span key={format} className="row">
          <a href={apiUrl(`/reports/${report.id}/files/${format}`)}>
            {format === 'pdf' ? 'PDF' : t('action.excel')}（{formatBytes(sizeBytes)}）
          </a>
          <Mono text={sha256} what="SHA-256" short />
        </span>
      ))}
    </span>
  )
}

function Underway({ report }: { report: ReportDetail }) {
  const { t } = useWords()
  const mayMake = useMay('make-reports')
  const make = useMake()
  if (report.state === 'failed')
    return (
      <Panel>
        <p role="alert">{t('shelf.failed', { problem: report.problem ?? '' })}</p>
        <ProblemAlert error={make.error} />
        {mayMake && (
          <Button loading={make.isPending} onClick={() => make.mutate({ kind: report.kind, period: report.period })}>
            {t('shelf.again')}
          </Button>
        )}
      </Panel>
    )
  const step = report.step ? t(`shelf.making.step.${report.step}`) : t(`shelf.state.${report.state}`)
  return (
    <Panel>
      <p role="status">{t('shelf.making')}</p>
      <p className="soft">{step}</p>
      <Meter value={report.stepsTotal === 0 ? 0 : report.stepsDone / report.stepsTotal} label={step} />
    </Panel>
  )
}

function Body({ report }: { report: ReportDetail }) {
  const { t, pick } = useWords()
  return (
    <>
      <CheckPanel report={report} />
      <nav className="shelf-contents" aria-label={t('shelf.contents')}>
        {report.sections.map(({ id, title }) => (
          <a key={id} href={`#section-${id}`}>
            {pick(title)}
          </a>
        ))}
      </nav>
      {report.sections.map((section) => (
        <SectionPanel key={section.id} reportId={report.id} section={section} />
      ))}
    </>
  )
}
