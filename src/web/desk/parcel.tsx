import { useWords } from '../language/index.ts'
import { type AskedLine, KEYED, type RequestState } from './shapes.ts'

const WITH_KEY = ['submitted', 'reviewed', 'approved', 'issued', 'written', 'closed'] as const
const AT_ONCE = ['submitted', 'reviewed', 'approved', 'closed'] as const

/** How many of the stages are behind it. */
function doneOf(stages: readonly RequestState[], state: RequestState): number {
  if (state === 'issuing') return stages.indexOf('approved') + 1
  return stages.indexOf(state) + 1
}

/** Where a request is, like a parcel on its way. */
export function Parcel({ asked }: { asked: Pick<AskedLine, 'kind' | 'state'> }) {
  const { t } = useWords()
  const stages: readonly RequestState[] = KEYED.includes(asked.kind) ? WITH_KEY : AT_ONCE
  const done = doneOf(stages, asked.state)
  return (
    <ol className="parcel" aria-label={t('desk.progress')}>
      {stages.map((stage, index) => (
        <li
          key={stage}
          className={index < done ? 'done' : index === done ? 'next' : undefined}
          {...(index === done - 1 && { 'aria-current': 'step' as const })}
        >
          <span className="dot" aria-hidden="true" />
          {t(`desk.stage.${stage as (typeof WITH_KEY)[number]}`)}
        </li>
      ))}
    </ol>
  )
}
