// Today as a board: every round of the day with how far it has come, how long there is left, and its systems by layer.

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { get } from '../api.ts'
import type { RoundDetail, RoundSummary, Today } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Bones, Empty, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { instantOf } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { Completion, RoundCard } from '../today/rounds.tsx'
import { RoundMatrix } from './matrix.tsx'
import '../today/today.css'

const LIVE_MS = 2_000
const CALM_MS = 15_000
/** What ends later than that is not pressing. */
const SHOWN_LEFT_MS = 2 * 3_600_000
const OPEN_STATES = ['planned', 'running', 'awaiting-manual']

/** The time by the second, for what counts down. */
function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** How long until the window closes, or how long it has been closed. */
function TimeLeft({ round }: { round: RoundSummary }) {
  const { t } = useWords()
  const now = useNow()
  const end = instantOf(round.windowEnd)
  if (!OPEN_STATES.includes(round.state) || end === undefined) return null
  const leftMs = end - now
  if (leftMs > SHOWN_LEFT_MS) return null
  const minutes = Math.ceil(Math.abs(leftMs) / 60_000)
  return leftMs >= 0 ? (
    <Badge tone={leftMs < 15 * 60_000 ? 'warn' : 'none'}>{t('board.left', { minutes })}</Badge>
  ) : (
    <Badge tone="bad">{t('board.over', { minutes })}</Badge>
  )
}

function Live({ round }: { round: RoundSummary }) {
  const query = useQuery({
    queryKey: ['/rounds', 'one', round.id],
    queryFn: () => get<RoundDetail>(`/rounds/${encodeURIComponent(round.id)}`),
    refetchInterval: round.state === 'running' ? LIVE_MS : CALM_MS,
  })
  if (!query.data || query.data.matrix.length === 0) return null
  return <RoundMatrix matrix={query.data.matrix} />
}

/** What runs or waits for people comes before what is done or still to come. */
function currentOf(rounds: readonly RoundSummary[]): RoundSummary | undefined {
  const inState = (...states: string[]) => rounds.find(({ state }) => states.includes(state))
  return (
    inState('running') ?? inState('awaiting-manual', 'awaiting-review') ?? rounds.findLast(({ startedAt }) => startedAt)
  )
}

export function Board() {
  const { t } = useWords()
  const query = useQuery({
    queryKey: ['/today'],
    queryFn: () => get<Today>('/today'),
    refetchInterval: ({ state }) => (state.data?.rounds.some((round) => round.state === 'running') ? LIVE_MS : CALM_MS),
  })
  if (query.error && !query.data) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <Bones lines={8} />
  const { rounds, completion } = query.data
  const current = currentOf(rounds)
  return (
    <div className="stack">
      <div className="today-rounds">
        {rounds.map((round) => (
          <div key={round.id} className="board-round">
            <RoundCard round={round} />
            <TimeLeft round={round} />
          </div>
        ))}
        {rounds.length === 0 && (
          <Panel>
            <Empty title={t('today.no-rounds')}>{t('today.no-rounds-hint')}</Empty>
          </Panel>
        )}
        <Completion {...completion} />
      </div>
      {current && <Live round={current} />}
    </div>
  )
}
