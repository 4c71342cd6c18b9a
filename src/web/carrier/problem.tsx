import { useWords } from '../language/index.ts'
import { useProblemText } from '../pieces/problem-alert.tsx'
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
