import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { get } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Bones, PageHead } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { CompareStage } from './compare.tsx'
import { DeployStage } from './deploy.tsx'
import { KeyStage } from './key.tsx'
import { OrderStage } from './order.tsx'
import { PackagesStage } from './packages.tsx'
import { type Progress, progressOf, STAGES, type Stage, type StageProps } from './progress.ts'
import { ReplyStage } from './reply.tsx'
import type { LineageRequest, RenewedLineage } from './shapes.ts'
import { WhyStage } from './why.tsx'
import './renewal.css'

const PAGES: Record<Stage, (props: StageProps) => React.ReactNode> = {
  why: WhyStage,
  key: KeyStage,
  order: OrderStage,
  reply: ReplyStage,
  compare: CompareStage,
  packages: PackagesStage,
  deploy: DeployStage,
}

/** What stands behind a stage is missing: it shows, and cannot be entered. */
function isReachable(stage: Stage, { request, certificateId }: Progress): boolean {
  if (stage === 'why' || stage === 'key') return true
  return stage === 'order' || stage === 'reply' ? request !== undefined : certificateId !== undefined
}

function Stages({ here, progress, at }: { here: Stage; progress: Progress; at: StageProps['at'] }) {
  const { t } = useWords()
  return (
    <nav className="stages" aria-label={t('renewal.stages')}>
      <ol>
        {STAGES.map((stage, index) => {
          const isDone = progress.done.has(stage)
          const text = (
            <>
              <span className="stage-number" aria-hidden="true">
                {isDone ? '✓' : index + 1}
              </span>
              <span>
                {t(`renewal.stage.${stage}`)}
                {isDone && <span className="unseen">{t('renewal.stage-done')}</span>}
              </span>
            </>
          )
          return (
            <li key={stage} className={isDone ? 'done' : undefined}>
              {isReachable(stage, progress) ? (
                <Link to={at(stage)} aria-current={stage === here ? 'step' : undefined}>
                  {text}
                </Link>
              ) : (
                <span className="closed">{text}</span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

export function RenewPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const [search] = useSearchParams()
  const path = `/lineages/${id}`
  const lineage = useQuery({ queryKey: [path], queryFn: () => get<RenewedLineage>(path) })
  const requests = useQuery({
    queryKey: [`${path}/requests`],
    queryFn: () => get<{ items: LineageRequest[] }>(`${path}/requests`),
  })
  const failed = lineage.error ?? requests.error
  if (!lineage.data || !requests.data) return failed ? <ProblemAlert error={failed} /> : <Bones lines={8} />
  return (
    <>
      <PageHead
        back={{ to: `/certificates/lineages/${id}`, text: lineage.data.name }}
        title={t('renewal.title', { name: lineage.data.name })}
        documentTitle={t('renewal.title', { name: lineage.data.name })}
        meta={t('renewal.what')}
      />
      <Wizard lineage={lineage.data} requests={requests.data.items} search={search} />
    </>
  )
}

function Wizard({
  lineage,
  requests,
  search,
}: {
  lineage: RenewedLineage
  requests: readonly LineageRequest[]
  search: URLSearchParams
}) {
  const { t } = useWords()
  const chosen = search.get('request') ?? ''
  const progress = progressOf(lineage, requests, chosen)
  const at: StageProps['at'] = (stage, request = chosen) =>
    `/certificates/lineages/${lineage.id}/renew?${new URLSearchParams({ step: stage, ...(request && { request }) })}`
  const asked = STAGES.find((stage) => stage === search.get('step'))
  const here = asked && isReachable(asked, progress) ? asked : progress.next
  const body = useRef<HTMLDivElement>(null)
  const isFirst = useRef(true)
  // The next stage is read out from its beginning, and stands at the top of a phone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when the stage does
  useEffect(() => {
    if (!isFirst.current) body.current?.focus()
    isFirst.current = false
  }, [here])
  const Page = PAGES[here]
  return (
    <div className="renewal">
      <Stages here={here} progress={progress} at={at} />
      <div className="stack" ref={body} tabIndex={-1}>
        {progress.isRenewed && (
          <div className="renewed">
            <Badge tone="good">{t('renewal.renewed')}</Badge> <span>{t('renewal.renewed-text')}</span>
            <LinkButton small quiet to={at('why', 'new')}>
              {t('renewal.again')}
            </LinkButton>
          </div>
        )}
        <Page lineage={lineage} requests={requests} progress={progress} at={at} />
      </div>
    </div>
  )
}
