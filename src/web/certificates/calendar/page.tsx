import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { get } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { DaysLeft } from '../../pieces/days-left.tsx'
import { useFilters } from '../../pieces/filters.tsx'
import { Bones, Empty, PageHead, Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Table } from '../../pieces/table.tsx'
import { Time } from '../../pieces/time.tsx'
import { CertificateTabs } from '../tabs.tsx'
import { CalendarDrawing } from './drawing.tsx'
import type { ExpiryLane, ExpiryPlan } from './shapes.ts'
import './calendar.css'

const SPANS = ['90', '200', '400'] as const
const USUAL_SPAN = '400'

function Sign({ children }: { children: ReactNode }) {
  return (
    <svg className="calendar" width={20} height={24} viewBox="0 0 20 24" aria-hidden="true">
      {children}
    </svg>
  )
}

function Legend() {
  const { t } = useWords()
  return (
    <ul className="legend">
      {(['ok', 'notice', 'warning', 'critical'] as const).map((level) => (
        <li key={level}>
          <Sign>
            <rect className={`life ${level}`} x={0} y={6} width={20} height={12} />
          </Sign>
          {t(`verdict.${level}`)}
        </li>
      ))}
      <li>
        <Sign>
          <path className="renew" d="M10 6l6 6l-6 6l-6 -6z" />
        </Sign>
        {t('lineage.calendar.renew')}
      </li>
      <li>
        <Sign>
          <path className="again" d="M10 3v18" />
        </Sign>
        {t('calendar.mark.again')}
      </li>
      <li>
        <Sign>
          <path className="end" d="M10 3v18" />
        </Sign>
        {t('lineage.calendar.expired')}
      </li>
      <li>
        <Sign>
          <rect className="evidence" x={6} y={8} width={8} height={8} />
        </Sign>
        {t('calendar.mark.evidence')}
      </li>
      <li>
        <Sign>
          <circle className="waiver" cx={10} cy={12} r={5} />
        </Sign>
        {t('calendar.mark.waiver')}
      </li>
    </ul>
  )
}

/** Everything that runs beside the certificate, in words. */
function Clocks({ lane }: { lane: ExpiryLane }) {
  const { t } = useWords()
  if (lane.evidence.length + lane.waivers.length === 0) return null
  return (
    <ul>
      {lane.evidence.map(({ kind, until }) => (
        <li key={kind}>
          {t(`validation-evidence.kind.${kind}`)} <Time at={until} show="day" />
        </li>
      ))}
      {lane.waivers.map(({ code, until }) => (
        <li key={`${code}${until}`}>
          {t('lineage.waived')} <code>{code}</code> <Time at={until} show="day" />
        </li>
      ))}
    </ul>
  )
}

function InWords({ plan }: { plan: ExpiryPlan }) {
  const { t } = useWords()
  return (
    <Panel title={t('calendar.words')} padded={false}>
      <Table
        label={t('calendar.words')}
        rows={plan.lanes}
        rowKey={({ id }) => id}
        empty={<Empty title={t('calendar.none')}>{t('calendar.none-hint')}</Empty>}
        columns={[
          {
            key: 'name',
            title: t('lineage.name'),
            lead: true,
            cell: ({ id, name }) => <Link to={`/certificates/lineages/${id}`}>{name}</Link>,
          },
          { key: 'owner', title: t('lineage.owner'), cell: ({ owner }) => owner },
          { key: 'left', title: t('certificate.left'), width: 140, cell: (lane) => <DaysLeft certificate={lane} /> },
          {
            key: 'until',
            title: t('certificate.until'),
            cell: ({ notAfter }) => <Time at={notAfter} show="day" relative={false} />,
          },
          { key: 'renew', title: t('calendar.renew'), cell: ({ renewBy }) => <Time at={renewBy} show="day" /> },
          {
            key: 'again',
            title: t('calendar.renewals'),
            number: true,
            cell: ({ renewals }) => renewals.length,
          },
          { key: 'clocks', title: t('calendar.clocks'), cell: (lane) => <Clocks lane={lane} /> },
        ]}
      />
    </Panel>
  )
}

export function CalendarPage() {
  const { t } = useWords()
  const { value, set } = useFilters()
  const days = SPANS.find((span) => span === value('days')) ?? USUAL_SPAN
  const plan = useQuery({
    queryKey: ['/expiry-plan', days],
    queryFn: () => get<ExpiryPlan>('/expiry-plan', { days }),
  })
  return (
    <>
      <PageHead title={t('calendar.title')} meta={t('calendar.what')} />
      <CertificateTabs here="calendar" />
      <ProblemAlert error={plan.error} retry={() => void plan.refetch()} />
      <div className="stack">
        <Panel
          title={t('calendar.ahead', { days })}
          extra={
            <Segmented
              aria-label={t('calendar.span')}
              value={days}
              options={SPANS.map((span) => ({ value: span, label: t('calendar.days', { count: Number(span) }) }))}
              onChange={(span) => set('days', span === USUAL_SPAN ? '' : span)}
            />
          }
        >
          {plan.isPending && <Bones lines={6} />}
          {plan.data && plan.data.lanes.length === 0 && (
            <div className="empty">
              <Empty title={t('calendar.none')}>{t('calendar.none-hint')}</Empty>
            </div>
          )}
          {plan.data && plan.data.lanes.length > 0 && (
            <>
              <CalendarDrawing plan={plan.data} />
              <Legend />
              {plan.data.total > plan.data.lanes.length && (
                <p className="small soft">
                  {t('calendar.cut', { shown: plan.data.lanes.length, total: plan.data.total })}
                </p>
              )}
            </>
          )}
        </Panel>
        {plan.data && <InWords plan={plan.data} />}
      </div>
    </>
  )
}
