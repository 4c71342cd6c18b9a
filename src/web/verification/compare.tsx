// Two reports side by side: what differs, and on demand what does not.

import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { StepStatus } from '#core/verdict.ts'
import { get } from '../api.ts'
import { commonName } from '../certificates/names.ts'
import type {
  ChainLink,
  FieldDifference,
  ReportDifferences,
  SignerDifference,
  StepDifference,
  VerificationDetail,
  VerificationFinding,
  VerificationStep,
} from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Bones, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { ScrollRegion } from '../pieces/scroll-region.tsx'
import { formatDay, formatTime, Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { FindingLine } from './steps.tsx'
import './verification.css'
import './report.css'

const FIELDS = [
  'kind',
  'verdict',
  'indication',
  'subIndication',
  'technical',
  'dialect',
  'level',
  'times.claimed',
  'times.proven',
  'times.validation',
  'stopsValidating.at',
  'stopsValidating.code',
  'engine.version',
  'secondOpinion.outcome',
] as const

function Value({ field, value }: { field: string; value: string | null }) {
  if (value === null) return <span className="soft">—</span>
  if (field === 'verdict') return <VerdictTag value={value} />
  if (/^(times\.|stopsValidating\.at)/.test(field)) return formatTime(value)
  return <code>{value}</code>
}

/** One line of the comparison: what it is about, then both sides. */
function Line({
  name,
  before,
  after,
  isSame = false,
}: {
  name: ReactNode
  before: ReactNode
  after: ReactNode
  isSame?: boolean
}) {
  return (
    <tr className={isSame ? 'same' : 'differs'}>
      <th scope="row">{name}</th>
      <td>{before}</td>
      <td>{after}</td>
    </tr>
  )
}

function FieldLine({ difference }: { difference: FieldDifference }) {
  const { t } = useWords()
  const { field, before, after } = difference
  const isKnown = (FIELDS as readonly string[]).includes(field)
  return (
    <Line
      name={isKnown ? t(`compare.field.${field}` as TextKey) : <code>{field}</code>}
      before={<Value field={field} value={before} />}
      after={<Value field={field} value={after} />}
    />
  )
}

function StepSide({ status, findings }: { status: StepStatus | null; findings: readonly VerificationFinding[] }) {
  const { t } = useWords()
  return (
    <>
      {status === null && <span className="soft">{t('compare.no-step')}</span>}
      {status === 'skipped' && <span className="verdict tone-none">{t('step.skipped')}</span>}
      {status !== null && status !== 'skipped' && <VerdictTag value={status} />}
      {findings.length > 0 && (
        <ul>
          {findings.map((finding, index) => (
            <FindingLine key={`${finding.code}${index.toString()}`} finding={finding} />
          ))}
        </ul>
      )}
    </>
  )
}

function StepLine({ step }: { step: StepDifference }) {
  const { pick } = useWords()
  return (
    <Line
      name={pick(step.title) || step.id}
      before={<StepSide status={step.before} findings={step.onlyBefore} />}
      after={<StepSide status={step.after} findings={step.onlyAfter} />}
    />
  )
}

function ChainSide({ chain }: { chain: readonly ChainLink[] }) {
  const { t } = useWords()
  if (chain.length === 0) return <span className="soft">—</span>
  return (
    <ol>
      {chain.map((link, index) => (
        <li key={`${link.serialHex}${index.toString()}`}>
          {commonName(link.subject)}{' '}
          <span className="soft small">
            {t(`chain.${link.role}`)} · {formatDay(link.notAfter)}
            {link.revocation && ` · ${t(`chain.revocation.${link.revocation.status}`)}`}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** Steps both reports have with the same outcome. */
function SameSteps({ before, after }: { before: readonly VerificationStep[]; after: readonly VerificationStep[] }) {
  const { pick } = useWords()
  const isSame = (one: VerificationStep) =>
    after.some((other) => other.id === one.id && other.status === one.status && codes(other) === codes(one))
  return before
    .filter(isSame)
    .map((step, index) => (
      <Line
        key={`${step.id}${index.toString()}`}
        isSame
        name={pick(step.title) || step.id}
        before={<StepSide status={step.status} findings={[]} />}
        after={<StepSide status={step.status} findings={[]} />}
      />
    ))
}

const codes = ({ findings }: VerificationStep) => findings.map(({ code }) => code).join(' ')

function SignerRows({ signer }: { signer: SignerDifference }) {
  const { t } = useWords()
  const there = (side: 'before' | 'after') =>
    signer.presence === 'both' || signer.presence === side ? t('compare.present') : t('compare.absent')
  return (
    <>
      {signer.presence !== 'both' && (
        <Line name={t('compare.presence')} before={there('before')} after={there('after')} />
      )}
      {signer.fields.map((difference) => (
        <FieldLine key={difference.field} difference={difference} />
      ))}
      {signer.chain && (
        <Line
          name={t('chain.title')}
          before={<ChainSide chain={signer.chain.before} />}
          after={<ChainSide chain={signer.chain.after} />}
        />
      )}
      {signer.steps.map((step) => (
        <StepLine key={step.id} step={step} />
      ))}
    </>
  )
}

function Head({ detail, name }: { detail: VerificationDetail; name: string }) {
  return (
    <th scope="col">
      <span className="soft small">{name}</span>
      <div>
        <Link to={`/verification/${detail.id}`}>{detail.number}</Link> <VerdictTag value={detail.verdict} />
      </div>
      <div>{detail.fileName}</div>
      <div className="small soft">
        <Time at={detail.createdAt} relative={false} /> · {detail.actor.name}
      </div>
    </th>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <tbody>
      <tr className="section">
        <th scope="colgroup" colSpan={3}>
          {title}
        </th>
      </tr>
      {children}
    </tbody>
  )
}

interface SidesProps {
  before: VerificationDetail
  after: VerificationDetail
  differences: ReportDifferences
  isAll: boolean
}

function Sides({ before, after, differences, isAll }: SidesProps) {
  const { t } = useWords()
  const { fields, steps, signers, inputs } = differences
  const inputLine = (side: 'onlyBefore' | 'onlyAfter') =>
    inputs[side].map((input) => (
      <div key={`${input.role}${input.sha256}`}>
        {t(`input.${input.role}`)} {input.name} <code className="small">{input.sha256.slice(0, 16)}…</code>
      </div>
    ))
  return (
    <ScrollRegion label={t('compare.title')}>
      <table className="compare">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t('compare.what')}</span>
            </th>
            <Head detail={before} name={t('compare.before')} />
            <Head detail={after} name={t('compare.after')} />
          </tr>
        </thead>
        {(fields.length > 0 || inputs.onlyBefore.length + inputs.onlyAfter.length > 0) && (
          <Section title={t('compare.overall')}>
            {fields.map((difference) => (
              <FieldLine key={difference.field} difference={difference} />
            ))}
            {inputs.onlyBefore.length + inputs.onlyAfter.length > 0 && (
              <Line name={t('inputs.title')} before={inputLine('onlyBefore')} after={inputLine('onlyAfter')} />
            )}
          </Section>
        )}
        {signers.map((signer, index) => (
          <Section
            key={`${signer.serialHex}${index.toString()}`}
            title={`${t(`signer.${signer.role}`)} · ${commonName(signer.subject ?? '—')}`}
          >
            <SignerRows signer={signer} />
          </Section>
        ))}
        {steps.length > 0 && (
          <Section title={t('tree.whole')}>
            {steps.map((step) => (
              <StepLine key={step.id} step={step} />
            ))}
          </Section>
        )}
        {isAll && (
          <Section title={t('compare.same')}>
            <SameSteps before={stepsOf(before)} after={stepsOf(after)} />
          </Section>
        )}
      </table>
    </ScrollRegion>
  )
}

const stepsOf = ({ report }: VerificationDetail) => [...report.signers.flatMap(({ steps }) => steps), ...report.steps]

function useDetail(id: string) {
  return useQuery({
    queryKey: ['/verifications', 'one', id],
    queryFn: () => get<VerificationDetail>(`/verifications/${id}`),
    enabled: id !== '',
  })
}

export function ComparePage() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const [show, setShow] = useState<'differences' | 'all'>('differences')
  const [a, b] = [search.get('a') ?? '', search.get('b') ?? '']
  const one = useDetail(a)
  const other = useDetail(b)
  const differences = useQuery({
    queryKey: ['/verifications', 'differences', a, b],
    queryFn: () => get<ReportDifferences>(`/verifications/${a}/differences`, { with: b }),
    enabled: a !== '' && b !== '',
  })
  const error = one.error ?? other.error ?? differences.error
  const isReady = one.data && other.data && differences.data
  return (
    <>
      <PageHead
        title={t('compare.title')}
        meta={differences.data?.isSame && t('compare.is-same')}
        back={{ to: '/verification', text: t('place.verification') }}
        actions={
          <Segmented
            size="small"
            aria-label={t('tree.show')}
            value={show}
            onChange={(value) => setShow(value === 'all' ? 'all' : 'differences')}
            options={[
              { value: 'differences', label: t('compare.only-differences') },
              { value: 'all', label: t('filter.all') },
            ]}
          />
        }
      />
      <div className="stack">
        {(a === '' || b === '') && <p className="note">{t('compare.choose-two')}</p>}
        <ProblemAlert error={error} />
        {!error && !isReady && a !== '' && b !== '' && (
          <Panel>
            <Bones lines={10} />
          </Panel>
        )}
        {one.data && other.data && differences.data && (
          <Panel padded={false}>
            <Sides before={one.data} after={other.data} differences={differences.data} isAll={show === 'all'} />
          </Panel>
        )}
      </div>
    </>
  )
}
