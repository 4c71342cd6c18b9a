import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { apiUrl, get } from '../api.ts'
import { commonName } from '../certificates/names.ts'
import type { VerificationFinding, VerificationReport, VerificationSigner, VerificationStep } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { formatBytes } from '../pieces/download.ts'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { toneOf, VerdictIcon, VerdictTag } from '../pieces/verdict-tag.tsx'
import { Steps } from './steps.tsx'
import './verification.css'

const GRAVITY = { fatal: 3, unknown: 2, defect: 1, note: 0 } as const

/** The findings that made the verdict, gravest first, each once. */
function decisive(report: VerificationReport): VerificationFinding[] {
  const steps: VerificationStep[] = [...report.steps, ...report.signers.flatMap((signer) => signer.steps)]
  const findings = steps.flatMap((step) => step.findings).filter((finding) => finding.effect !== 'note')
  const once = [...new Map(findings.map((finding) => [finding.code, finding])).values()]
  return once.sort((one, other) => GRAVITY[other.effect] - GRAVITY[one.effect])
}

function Identity({ signer }: { signer: VerificationSigner }) {
  const { language } = useWords()
  return signer.identity.map((entry, index) => (
    <span key={`${entry.oid}${index.toString()}`} className="row">
      <span className="soft">{entry[language]}</span> {entry.value}
    </span>
  ))
}

function Banner({ report }: { report: VerificationReport }) {
  const { t, pick } = useWords()
  const reasons = decisive(report).slice(0, 3)
  return (
    <section className={`banner tone-${toneOf(report.verdict)}`} aria-label={t('column.verdict')}>
      <VerdictIcon value={report.verdict} label="" />
      <div>
        <h2>{t(`verification.plain.${report.verdict}`)}</h2>
        <p>{t(`verification.means.${report.verdict}`)}</p>
        {reasons.length > 0 && (
          <ul>
            {reasons.map((reason) => (
              <li key={reason.code}>{pick(reason.text) || reason.code}</li>
            ))}
          </ul>
        )}
        <p className="small">
          <code>
            {report.indication}
            {report.subIndication && ` / ${report.subIndication}`}
          </code>
        </p>
      </div>
    </section>
  )
}

/** Three times side by side, because mixing them up is how a forged date passes. */
function Times({ times }: { times: VerificationReport['times'] }) {
  const { t } = useWords()
  return (
    <Panel title={t('times.title')}>
      <div className="times">
        {(['claimed', 'proven', 'validation'] as const).map((kind) => (
          <div key={kind}>
            <h3>{t(`times.${kind}`)}</h3>
            <div>{times[kind] === undefined ? t('times.absent') : <Time at={times[kind]} />}</div>
            <p className="small soft">{t(`times.${kind}-means`)}</p>
          </div>
        ))}
      </div>
    </Panel>
  )
}

function Signer({ signer, number }: { signer: VerificationSigner; number: number }) {
  const { t } = useWords()
  return (
    <Panel
      title={`${t(`signer.${signer.role}`)} ${number}：${commonName(signer.subject ?? '')}`}
      extra={<VerdictTag value={signer.verdict} />}
    >
      <div className="stack">
        <Facts
          two
          facts={[
            [t('certificate.subject'), signer.subject],
            [
              t('signer.identity'),
              signer.identity.length > 0 ? <Identity key="identity" signer={signer} /> : undefined,
            ],
            [t('times.claimed'), signer.times.claimed && <Time key="claimed" at={signer.times.claimed} />],
            [t('times.proven'), signer.times.proven && <Time key="proven" at={signer.times.proven} />],
            [t('certificate.issuer'), signer.issuer],
            [t('certificate.from'), <Time key="from" at={signer.notBefore} show="day" relative={false} />],
            [t('certificate.until'), <Time key="until" at={signer.notAfter} show="day" relative={false} />],
            [t('certificate.algorithm'), signer.algorithm],
            [
              t('certificate.serial'),
              signer.serialHex && <Mono key="serial" text={signer.serialHex} what={t('certificate.serial')} />,
            ],
          ]}
        />
        <Steps steps={signer.steps} />
      </div>
    </Panel>
  )
}

function Inputs({ inputs }: { inputs: VerificationReport['inputs'] }) {
  const { t } = useWords()
  return (
    <Panel title={t('inputs.title')}>
      <div className="stack">
        {inputs.map((input) => (
          <Facts
            key={`${input.role}${input.name}`}
            facts={[
              [t('verification.file'), `${input.name}（${t(`input.${input.role}`)}，${formatBytes(input.bytes)}）`],
              ['SHA-256', <Mono key="sha256" text={input.sha256} what="SHA-256" />],
              ['SM3', <Mono key="sm3" text={input.sm3} what="SM3" />],
            ]}
          />
        ))}
      </div>
    </Panel>
  )
}

export function ReportPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['/verifications', 'one', id],
    queryFn: () => get<{ report: VerificationReport }>(`/verifications/${id}`),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const report = query.data?.report
  const name = report?.inputs[0]?.name
  return (
    <>
      <PageHead
        back={{ to: '/verification', text: t('place.verification') }}
        title={name ?? '…'}
        meta={report && [report.kind, report.dialect].filter(Boolean).join(' · ')}
        actions={
          report && (
            <a href={apiUrl(`/verifications/${id}/report.json`)} download={`${name}.report.json`}>
              {t('verification.download')}
            </a>
          )
        }
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={10} />
        </Panel>
      )}
      {report && (
        <div className="stack">
          <Banner report={report} />
          <Times times={report.times} />
          {report.signers.map((signer, index) => (
            <Signer key={`${signer.serialHex}${index.toString()}`} signer={signer} number={index + 1} />
          ))}
          <Panel title={t('step.title')}>
            <Steps steps={report.steps} />
          </Panel>
          <Inputs inputs={report.inputs} />
        </div>
      )}
    </>
  )
}
