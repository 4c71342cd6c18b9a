import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { ProblemAlert, useProblemText } from '../pieces/problem-alert.tsx'
import { problemOf } from './carrier.ts'

/** In words, whether the carrier or the product refused. */
export function useCarrierProblem(): (error: unknown) => string {
  const { t } = useWords()
  const ofProduct = useProblemText()
  return (error) => {
    const problem = problemOf(error)
    return problem ? t(`carrier.problem.${problem}`) : ofProduct(error)
  }
}

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
