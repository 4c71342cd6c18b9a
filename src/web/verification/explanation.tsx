// Why a document cannot be relied on, for people who are no engineers: one sentence, what it means, what to do, whom to ask.

import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { get } from '../api.ts'
import { commonName } from '../certificates/names.ts'
import type { ExplainedReason, VerificationExplanation } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { useKey } from '../pieces/key.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Badge, toneOf, VerdictIcon } from '../pieces/verdict-tag.tsx'
import './verification.css'
import './report.css'
import './explanation.css'

const STATUS_TONES = {
  passed: 'good',
  failed: 'bad',
  indeterminate: 'warn',
  defective: 'warn',
  skipped: 'none',
} as const

function Technical({ reason }: { reason: ExplainedReason }) {
  const { t, pick } = useWords()
  const { step, signer, code } = reason
  const who = signer && `${t(`signer.${signer.role}`)}${signer.subject ? ` ${commonName(signer.subject)}` : ''}`
  return (
    <details className="folded">
      <summary>{t('why.technical')}</summary>
      <Facts
        facts={[
          [t('why.step'), `${pick(step.title)}（${step.id}）`],
          [t('why.clause'), step.clause],
          [t('why.code'), <code key="code">{code}</code>],
          [t('why.in'), who ?? undefined],
          ...Object.entries(step.evidence).map(
            ([name, value]) => [name, <code key={name}>{String(value)}</code>] as const,
          ),
        ]}
      />
    </details>
  )
}

function Reason({ reason }: { reason: ExplainedReason }) {
  const { t, pick } = useWords()
  return (
    <div className="stack reason">
      <dl className="told">
        <dt>{t('why.wrong')}</dt>
        <dd className="wrong">{pick(reason.wrong)}</dd>
        <dt>{t('why.means')}</dt>
        <dd>{pick(reason.means)}</dd>
        <dt>{t('why.next')}</dt>
        <dd>{pick(reason.next)}</dd>
        <dt>{t('why.ask')}</dt>
        <dd>{pick(reason.ask)}</dd>
      </dl>
      <Technical reason={reason} />
    </div>
  )
}

function Checked({ told: { checks, checked } }: { told: VerificationExplanation }) {
  const { t, pick } = useWords()
  const { skipped, ...made } = checks
  const sum = Object.values(made).reduce((all, count) => all + count, 0)
  return (
    <Panel title={t('why.checked')}>
      <div className="stack">
        <p>{t('why.checks', { ...checks, made: sum })}</p>
        <ul className="checked">
          {checked.map(({ title, status }) => (
            <li key={title.zh}>
              <Badge tone={STATUS_TONES[status]}>{t(`why.status.${status}`)}</Badge> {pick(title)}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}

function Next({ told: { verification, nextInBatch } }: { told: VerificationExplanation }) {
  const { t } = useWords()
  if (!verification.batchId) return null
  return (
    <p className="small">
      {nextInBatch ? (
        <Link to={`/verification/${nextInBatch.id}/why`}>{t('why.next-refused', { number: nextInBatch.number })}</Link>
      ) : (
        <span className="soft">{t('why.last')}</span>
      )}
    </p>
  )
}

function Told({ told }: { told: VerificationExplanation }) {
  const { t, pick } = useWords()
  const { verdict, reasons } = told
  const [main, ...others] = reasons
  return (
    <div className="stack">
      <section className={`banner tone-${toneOf(verdict)}`} aria-label={t('column.verdict')}>
        <VerdictIcon value={verdict} label="" />
        <div>
          <h2>{t(`verification.plain.${verdict}`)}</h2>
          <p>{main ? t(`verification.means.${verdict}`) : t('why.relied')}</p>
        </div>
      </section>
      {main && (
        <Panel title={pick(main.title)}>
          <Reason reason={main} />
        </Panel>
      )}
      {others.length > 0 && (
        <Panel title={t('why.also')}>
          {others.map((reason) => (
            <details key={reason.code} className="folded other-reason">
              <summary>
                {pick(reason.title)}：{pick(reason.wrong)}
              </summary>
              <Reason reason={reason} />
            </details>
          ))}
        </Panel>
      )}
      <Checked told={told} />
      <Next told={told} />
    </div>
  )
}

export function ExplanationPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const query = useQuery({
    queryKey: ['/verifications', 'explanation', id],
    queryFn: () => get<VerificationExplanation>(`/verifications/${id}/explanation`),
  })
  const told = query.data
  const next = told?.nextInBatch
  useKey('n', () => {
    if (next) void navigate(`/verification/${next.id}/why`)
  })
  const batchId = told?.verification.batchId
  return (
    <>
      <PageHead
        back={
          batchId
            ? { to: `/verification/batches/${batchId}`, text: t('batch.title') }
            : { to: '/verification', text: t('place.verification') }
        }
        title={told?.verification.fileName ?? '…'}
        documentTitle={t('why.open')}
        meta={told && <code>{told.verification.number}</code>}
        actions={
          <LinkButton small quiet to={`/verification/${id}`}>
            {t('why.report')}
          </LinkButton>
        }
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={8} />
        </Panel>
      )}
      {told && <Told key={id} told={told} />}
    </>
  )
}
