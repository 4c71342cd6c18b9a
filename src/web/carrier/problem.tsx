import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { problemOf } from './carrier.ts'

/** What went wrong at the carrier or here; `next` says how to go on. */
export function CarrierAlert({ error, next }: { error: unknown; next?: string }) {
  const { t } = useWords()
  const problem = problemOf(error)
  if (!error) return null
  if (!problem) return <ProblemAlert error={error} />
  return (
    <p className="note bad" role="alert">
      {t(`carrier.problem.${problem}`)} {problem === 'unpaired' && <Link to="/carrier">{t('carrier.title')}</Link>}
      {next && problem !== 'unpaired' && problem !== 'not-running' && ` ${next}`}
    </p>
  )
}
