import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type CarrierProblemName, problemOf } from './carrier.ts'

/** The same button again does not help. */
const ELSEWHERE: readonly CarrierProblemName[] = ['unpaired', 'not-running', 'pin-locked']

/** What went wrong at the carrier or here; `next` says how to go on. */
export function CarrierAlert({ error, next }: { error: unknown; next?: string }) {
  const { t } = useWords()
  const problem = problemOf(error)
  if (!error) return null
  if (!problem) return <ProblemAlert error={error} />
  return (
    <p className="note bad" role="alert">
      {t(`carrier.problem.${problem}`)}{' '}
      {problem === 'unpaired' && (
        <Link className="among-words" to="/carrier">
          {t('carrier.title')}
        </Link>
      )}
      {next && !ELSEWHERE.includes(problem) && ` ${next}`}
    </p>
  )
}
