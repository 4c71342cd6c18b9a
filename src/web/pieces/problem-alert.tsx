import { CloseCircleFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { ProblemError } from '../api.ts'
import { useWords } from '../language/index.ts'

/** One line for it, in the server's words where it answered. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useWords()
  return (error) => {
    const problem = error instanceof ProblemError ? error.problem : undefined
    return problem?.status === 0 ? t('problem.unreachable') : problem?.detail || problem?.title || t('problem.unknown')
  }
}

/** What went wrong, in the server's words, with the request id to quote; and a way on where there is one. */
export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useWords()
  const textOf = useProblemText()
  if (!error) return null
  const problem = error instanceof ProblemError ? error.problem : undefined
  const unreachable = problem?.status === 0
  return (
    <div className="problem" role="alert">
      <CloseCircleFilled />
      <div>
        <div>{textOf(error)}</div>
        {problem && !unreachable && (
          <div className="reference">
            {problem.code && <code>{problem.code}</code>}
            {problem.instance && (
              <>
                {' · '}
                {t('problem.request')} <code>{problem.instance}</code>
              </>
            )}
          </div>
        )}
      </div>
      {retry && (
        <Button size="small" onClick={retry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  )
}
