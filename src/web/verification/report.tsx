import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { apiUrl, get } from '../api.ts'
import type { ReportInput, VerificationDetail, VerificationReport, VerificationSigner } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { formatBytes } from '../pieces/download.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, VerdictTag } from '../pieces/verdict-tag.tsx'
import { AgainWithMore } from './again.tsx'
import { Banner } from './banner.tsx'
import { Chain } from './chain.tsx'
import { useKindWord, useSignerName } from './kinds.ts'
import { OpenWithPassword } from './password.tsx'
import { RerunButtons, Reruns, WatchSwitch } from './reruns.tsx'
import { RevisionLinks } from './revisions.tsx'
import { StepsPanel } from './steps.tsx'
import { Times } from './timeline.tsx'
import './verification.css'
import './report.css'

const PagesTab = lazy(async () => ({ default: (await import('./pages/tab.tsx')).PagesTab }))

/** Objects of these kinds have pages to look at. */
const PAGED_KINDS: readonly string[] = ['pdf', 'ofd']

/** With more than this, those who are no signers themselves are folded. */
const OPEN_SIGNERS = 3

function Identity({ signer }: { signer: VerificationSigner }) {
  const { language } = useWords()
  return signer.identity.map((entry, index) => (
    <span key={`${entry.oid}${index.toString()}`} className="row">
      <span className="soft">{entry[language]}</span> {entry.value}
    </span>
  ))
}

function SignerFacts({ signer }: { signer: VerificationSigner }) {
  const { t, pick } = useWords()
  const { times, stopsValidating } = signer
  return (
    <Facts
      two
      facts={[
        [t('certificate.subject'), signer.subject],
        [t('signer.identity'), signer.identity.length > 0 ? <Identity key="identity" signer={signer} /> : undefined],
        [t('times.claimed'), times.claimed && <Time key="claimed" at={times.claimed} relative={false} />],
        [t('times.proven'), times.proven && <Time key="proven" at={times.proven} relative={false} />],
        [
          t('times.stops'),
          stopsValidating && (
            <span key="stops">
              <Time at={stopsValidating.at} show="day" />{' '}
              <span className="soft">{pick(stopsValidating.text) || stopsValidating.code}</span>
            </span>
          ),
        ],
      ]}
    />
  )
}

function Signer({ signer, number, isOpen }: { signer: VerificationSigner; number: number; isOpen: boolean }) {
  const named = useSignerName()
  return (
    <details className="panel signer" open={isOpen}>
      <summary>
        <h2>{named(signer, number)}</h2>
        {signer.level && <Level level={signer.level} />}
        <VerdictTag value={signer.verdict} />
      </summary>
      <div className="body stack">
        <SignerFacts signer={signer} />
        <Chain signer={signer} at={signer.times.proven ?? signer.times.validation} />
      </div>
    </details>
  )
}

const isMain = ({ role }: VerificationSigner) => role === 'signer' || role === 'seal-signer'

function Signers({ signers }: { signers: readonly VerificationSigner[] }) {
  return signers.map((signer, index) => (
    <Signer
      key={`${signer.serialHex}${index.toString()}`}
      signer={signer}
      number={signers.slice(0, index + 1).filter(({ role }) => role === signer.role).length}
      isOpen={signers.length <= OPEN_SIGNERS || isMain(signer)}
    />
  ))
}

function Level({ level }: { level: NonNullable<VerificationSigner['level']> }) {
  const { t } = useWords()
  return (
    <span className="tag level" title={t(`level.${level}`)}>
      {t('level.name')} {level}
    </span>
  )
}

function InputFacts({ input }: { input: ReportInput }) {
  const { t } = useWords()
  return (
    <Facts
      facts={[
        [t(`input.${input.role}`), `${input.name}（${formatBytes(input.bytes)}）`],
        ['SHA-256', <Mono key="sha256" text={input.sha256} what="SHA-256" />],
        ['SM3', <Mono key="sm3" text={input.sm3} what="SM3" />],
      ]}
    />
  )
}

/** What came with the request stands open; what the house trusts anyway is folded. */
function Inputs({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const house = new Set(detail.materials.filter(({ isHouse }) => isHouse).map(({ sha256 }) => sha256))
  const isHouse = (input: ReportInput) => input.role !== 'object' && house.has(input.sha256)
  const facts = (inputs: ReportInput[]) =>
    inputs.map((input, index) => <InputFacts key={`${input.role}${input.sha256}${index.toString()}`} input={input} />)
  const { inputs } = detail.report
  const shared = inputs.filter(isHouse)
  return (
    <Panel title={t('inputs.title')}>
      <div className="stack">
        {facts(inputs.filter((input) => !isHouse(input)))}
        {shared.length > 0 && (
          <details className="folded">
            <summary>{t('inputs.house', { count: shared.length })}</summary>
            <div className="stack">{facts(shared)}</div>
          </details>
        )}
      </div>
    </Panel>
  )
}

function SecondOpinion({ report }: { report: VerificationReport }) {
  const { t } = useWords()
  if (!report.secondOpinion) return null
  const { engine, outcome } = report.secondOpinion
  const tone = { agrees: 'good', disagrees: 'bad', 'not-possible': 'none' } as const
  return (
    <span className="row tight">
      <Badge tone={tone[outcome]}>{t(`report.second.${outcome}` as TextKey)}</Badge>
      <span className="soft">{engine}</span>
    </span>
  )
}

/** What one needs to quote this report and to find it again. */
function Card({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const kindWord = useKindWord()
  const { report } = detail
  return (
    <Panel title={t('report.card')}>
      <Facts
        facts={[
          [t('report.number'), <Mono key="number" text={detail.number} what={t('report.number')} />],
          [t('verification.kind'), kindWord(report.kind)],
          [t('report.dialect'), report.dialect && <code key="dialect">{report.dialect}</code>],
          [t('verification.by'), detail.actor.name],
          [t('verification.at'), <Time key="at" at={detail.createdAt} />],
          [t('report.second'), report.secondOpinion && <SecondOpinion key="second" report={report} />],
          [t('report.policy'), report.policy && `${report.policy.id} v${report.policy.version}`],
          [t('report.engine'), `${report.engine.name} ${report.engine.version}`],
          [t('report.file-digest'), <Mono key="sha256" text={detail.sha256} what="SHA-256" short />],
          [t('report.watch'), <WatchSwitch key="watch" detail={detail} />],
        ]}
      />
    </Panel>
  )
}

const isRelied = (verdict: VerificationDetail['verdict']) => verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS'

function PackButtons({ path }: { path: string }) {
  const { t } = useWords()
  return (
    <>
      <Button size="small" href={apiUrl(`${path}/pack.zip`)} download>
        {t('pack.download')}
      </Button>
      <Button size="small" href={apiUrl(`${path}/pack.zip`, { object: 'digest' })} download>
        {t('pack.digest')}
      </Button>
    </>
  )
}

function Actions({ detail }: { detail: VerificationDetail }) {
  const { t, language } = useWords()
  const path = `/verifications/${detail.id}`
  return (
    <>
      {!isRelied(detail.verdict) && (
        <LinkButton small to={`/verification/${detail.id}/why`}>
          {t('why.open')}
        </LinkButton>
      )}
      <PackButtons path={path} />
      <Button size="small" href={apiUrl(`${path}/report.pdf`, { lang: language })} download={`${detail.number}.pdf`}>
        {t('report.pdf')}
      </Button>
      <Button size="small" href={apiUrl(`${path}/report.json`)} download={`${detail.number}.json`}>
        JSON
      </Button>
      <Button size="small" icon={<PrinterOutlined />} onClick={() => window.print()}>
        {t('report.print')}
      </Button>
      <RerunButtons detail={detail} />
    </>
  )
}

/** The report and the pages of what it is about: two views of one address. */
function ReportTabs({ isPages }: { isPages: boolean }) {
  const { t } = useWords()
  return (
    <nav className="tabs no-print" aria-label={t('report.views')}>
      <Link to="?" replace aria-current={isPages ? undefined : 'page'}>
        {t('report.view.report')}
      </Link>
      <Link to="?view=pages" replace aria-current={isPages ? 'page' : undefined}>
        {t('report.view.pages')}
      </Link>
    </nav>
  )
}

function Views({ detail }: { detail: VerificationDetail }) {
  const [search] = useSearchParams()
  const hasPages = PAGED_KINDS.includes(detail.report.kind)
  const isPages = hasPages && search.get('view') === 'pages'
  return (
    <>
      {hasPages && <ReportTabs isPages={isPages} />}
      {isPages ? (
        <Suspense fallback={<Bones lines={10} />}>
          <PagesTab key={detail.id} detail={detail} />
        </Suspense>
      ) : (
        <Report detail={detail} />
      )}
    </>
  )
}

function Report({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const { report } = detail
  return (
    <div className="stack">
      <Banner report={report} />
      <OpenWithPassword detail={detail} />
      <AgainWithMore id={detail.id} isWanted={report.verdict === 'INDETERMINATE'} />
      <div className="report-top">
        <Times report={report} />
        <Card detail={detail} />
      </div>
      <Signers signers={report.signers} />
      <StepsPanel key={detail.id} report={report} />
      <RevisionLinks detail={detail} />
      <Reruns detail={detail} />
      <Inputs detail={detail} />
      {detail.batchId && (
        <p className="small no-print">
          <Link to={`/verification/batches/${detail.batchId}`}>{t('report.of-batch')}</Link>
        </p>
      )}
    </div>
  )
}

export function ReportPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const kindWord = useKindWord()
  const query = useQuery({
    queryKey: ['/verifications', 'one', id],
    queryFn: () => get<VerificationDetail>(`/verifications/${id}`),
  })
  const detail = query.data
  const level = detail?.report.signers.find((signer) => signer.level)?.level
  return (
    <>
      <PageHead
        back={{ to: '/verification', text: t('place.verification') }}
        title={detail?.fileName ?? '…'}
        meta={
          detail && (
            <span className="row">
              <code>{detail.number}</code> {kindWord(detail.kind)} {level && <Level level={level} />}
            </span>
          )
        }
        actions={detail && <Actions detail={detail} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={10} />
        </Panel>
      )}
      {detail && <Views detail={detail} />}
    </>
  )
}
