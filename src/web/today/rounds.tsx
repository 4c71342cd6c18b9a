import { Link } from 'react-router'
import type { RoundCounts, RoundSummary } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Meter, Panel } from '../pieces/page.tsx'
import { RoundState } from '../pieces/round-words.tsx'
import { Time } from '../pieces/time.tsx'
import { useVerdictWord, VerdictIcon } from '../pieces/verdict-tag.tsx'

const COUNTED = ['abnormal', 'warning', 'unchecked', 'normal'] as const

/** The four conclusions with their numbers; the grave ones first. */
function Counts({ counts }: { counts: RoundCounts }) {
  const words = useVerdictWord()
  return (
    <ul className="counts">
      {COUNTED.map((conclusion) => (
        <li key={conclusion} className={counts[conclusion] === 0 ? 'zero' : undefined}>
          <strong>{counts[conclusion]}</strong>
          <span className="conclusion">
            <VerdictIcon value={counts[conclusion] === 0 && conclusion !== 'normal' ? null : conclusion} label="" />
            {words(conclusion)}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** How far a round has come and what it has found so far. */
export function ProgressAndCounts({ round }: { round: Pick<RoundSummary, 'progress' | 'counts'> }) {
  const { t } = useWords()
  const { done, total } = round.progress
  return (
    <>
      <div>
        <div className="row small between">
          <span>{t('round.progress', { done, total })}</span>
          <span>{total ? `${Math.floor((done / total) * 100)}%` : '—'}</span>
        </div>
        <Meter value={total ? done / total : 0} label={t('round.progress', { done, total })} />
      </div>
      <Counts counts={round.counts} />
    </>
  )
}

export function RoundCard({ round }: { round: RoundSummary }) {
  const { t, pick } = useWords()
  return (
    <Panel
      title={<Link to={`/inspections/${round.id}`}>{t('round.named', { slot: pick(round.title) })}</Link>}
      extra={<RoundState state={round.state} />}
    >
      <div className="stack">
        <div className="row small soft">
          <span>
            {t('round.planned')} <Time at={round.plannedAt} show="clock" relative={false} />
          </span>
          <span>
            {t('round.until')} <Time at={round.windowEnd} show="clock" />
          </span>
        </div>
        <ProgressAndCounts round={round} />
      </div>
    </Panel>
  )
}

export function Completion({ planned, onTime }: { planned: number; onTime: number }) {
  const { t } = useWords()
  const rate = planned ? onTime / planned : undefined
  return (
    <Panel title={t('completion.title')}>
      <div className="stack">
        <div className="figure">{rate === undefined ? '—' : `${(rate * 100).toFixed(2)}%`}</div>
        <Meter value={rate ?? 0} label={t('completion.title')} tone={rate === 1 ? 'good' : 'warn'} />
        <p className="small soft">{planned ? t('completion.what', { planned, onTime }) : t('completion.none')}</p>
      </div>
    </Panel>
  )
}
