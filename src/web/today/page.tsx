import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import type { Today } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Bones, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useMay } from '../shell/session.ts'
import { Backups } from './backups.tsx'
import { Expiring } from './expiring.tsx'
import { OpenFindings } from './findings.tsx'
import { Completion, RoundCard } from './rounds.tsx'
import './today.css'

const LIVE_MS = 2_000
const CALM_MS = 30_000

function isRunning(today: Today | undefined): boolean {
  return today?.rounds.some((round) => round.state === 'running') ?? false
}

export function TodayPage() {
  const maySeeBackups = useMay('see-backups')
  const { t, language } = useWords()
  const query = useQuery({
    queryKey: ['/today'],
    queryFn: () => get<Today>('/today'),
    refetchInterval: ({ state }) => (isRunning(state.data) ? LIVE_MS : CALM_MS),
  })
  const today = query.data
  const weekday = today
    ? new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { weekday: 'long', timeZone: 'UTC' }).format(
        Date.parse(today.date),
      )
    : ''
  if (query.error && !today)
    return (
      <>
        <PageHead title={t('place.today')} />
        <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      </>
    )
  return (
    <>
      <PageHead
        title={t('place.today')}
        meta={today && `${today.date} ${weekday}`}
        actions={<Link to="/inspections">{t('today.all-rounds')}</Link>}
      />
      <div className="stack">
        <div className="today-rounds">
          {today ? (
            <>
              {today.rounds.map((round) => (
                <RoundCard key={round.id} round={round} />
              ))}
              {today.rounds.length === 0 && <Panel title={t('today.no-rounds')}>{t('today.no-rounds-hint')}</Panel>}
              <Completion {...today.completion} />
            </>
          ) : (
            [1, 2, 3].map((card) => (
              <Panel key={card}>
                <Bones lines={4} />
              </Panel>
            ))
          )}
        </div>
        <div className="columns wide-left">
          <OpenFindings open={today?.findings.open} items={today?.findings.items} />
          <div className="stack">
            <Expiring items={today?.expiring} />
            {maySeeBackups && <Backups />}
          </div>
        </div>
      </div>
    </>
  )
}
