import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, type Page } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Bones, Empty, Facts, PageHead, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { InspectionTabs } from '../tabs.tsx'
import { PlanDialog } from './form.tsx'
import type { PlanLine, PlanVersion } from './plan.ts'
import { usePlanWords } from './words.tsx'
import '../inspections.css'

/** What holds today; of a plan that begins later, what it will begin with. */
function shownOf({ versions, now }: PlanLine): PlanVersion | undefined {
  return versions.find(({ version }) => version === now) ?? versions.at(-1)
}

function Plan({ line, onChange }: { line: PlanLine; onChange: (line: PlanLine) => void }) {
  const { t, pick } = useWords()
  const words = usePlanWords()
  const mayPlan = useMay('plan-rounds')
  const shown = shownOf(line)
  if (!shown) return null
  const coming = line.versions.filter(({ version }) => version > shown.version)
  return (
    <Panel
      title={
        <>
          {pick(shown.title)}{' '}
          <Badge tone={shown.isRunning ? 'good' : 'none'}>
            {shown.isRunning ? t('plan.state.running') : t('plan.state.stopped')}
          </Badge>
        </>
      }
      extra={mayPlan && <Button size="small" onClick={() => onChange(line)}>{`${t('plan.change')}`}</Button>}
    >
      <Facts
        facts={[
          [t('plan.days'), words.days(shown.days)],
          [
            t('plan.slots'),
            <span key="slots">
              {shown.slots.map((slot) => (
                <span className="plan-line" key={slot.id}>
                  {words.slot(slot)}
                </span>
              ))}
            </span>,
          ],
          [t('plan.scope'), words.scope(shown.scope)],
          [
            t('plan.items'),
            shown.items.length > 0 ? shown.items.map((item) => pick(item.title)).join(t('plan.and')) : undefined,
          ],
          [
            t('plan.next'),
            line.next ? (
              <>
                <Link to={`/inspections/${encodeURIComponent(line.next.id)}`}>
                  <Time at={line.next.plannedAt} />
                </Link>
                {line.isProvisional && <Badge tone="warn">{t('plan.provisional')}</Badge>}
              </>
            ) : (
              t('plan.next.none')
            ),
          ],
          [t('plan.counts'), shown.isCounted ? t('plan.counts.yes') : t('plan.counts.no')],
          [t('plan.contract'), shown.contract],
          ...coming.map(
            (version) =>
              [
                t('plan.follows', { from: version.fromDate }),
                version.isRunning
                  ? `${words.days(version.days)} · ${version.slots.map((slot) => words.slot(slot)).join(' · ')} · ${version.reason}`
                  : `${t('plan.state.stopped')} · ${version.reason}`,
              ] as const,
          ),
        ]}
      />
      {line.versions.length > 1 && (
        <details>
          <summary>{t('plan.history', { count: line.versions.length })}</summary>
          <ol className="plan-history">
            {line.versions.map((version) => (
              <li key={version.version}>
                {t('plan.version', { number: version.version, from: version.fromDate })} — {version.createdBy}{' '}
                <Time at={version.createdAt} relative={false} /> {version.reason}
              </li>
            ))}
          </ol>
        </details>
      )}
    </Panel>
  )
}

export function PlansPage() {
  const { t } = useWords()
  const mayPlan = useMay('plan-rounds')
  const [isAdding, setIsAdding] = useState(false)
  const [changed, setChanged] = useState<PlanLine>()
  const query = useQuery({
    queryKey: ['/inspection-plans'],
    queryFn: () => get<Page<PlanLine>>('/inspection-plans'),
    // A service that starts for the first time has none for a moment.
    refetchInterval: ({ state: { data } }) => (data?.items.length === 0 ? 2_000 : false),
  })
  // Running ones first; the order is otherwise that of their names.
  const lines = (query.data?.items ?? []).toSorted(
    (a, b) => Number(shownOf(b)?.isRunning ?? false) - Number(shownOf(a)?.isRunning ?? false),
  )
  const [newest] = changed?.versions ?? []
  return (
    <>
      <PageHead
        title={t('place.inspections')}
        documentTitle={t('plan.list')}
        meta={t('plan.what')}
        actions={
          mayPlan && (
            <Button icon={<PlusOutlined />} onClick={() => setIsAdding(true)}>
              {t('plan.add')}
            </Button>
          )
        }
      />
      <InspectionTabs />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && (
        <Panel>
          <Bones lines={8} />
        </Panel>
      )}
      {lines.length === 0 && query.data && (
        <Panel>
          <Empty title={t('plan.none')} />
        </Panel>
      )}
      <div className="plans">
        {lines.map((line) => (
          <Plan key={line.id} line={line} onChange={setChanged} />
        ))}
      </div>
      {isAdding && <PlanDialog onClose={() => setIsAdding(false)} />}
      {changed && newest && <PlanDialog plan={{ id: changed.id, newest }} onClose={() => setChanged(undefined)} />}
    </>
  )
}
