import { Link, useRouteError } from 'react-router'
import { useWords } from '../language/index.ts'
import { Empty, PageHead } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

export function LostPage() {
  const { t } = useWords()
  return (
    <>
      <PageHead title={t('lost.title')} />
      <div className="panel empty">
        <Empty title={t('lost.what')} action={<Link to="/">{t('lost.home')}</Link>} />
      </div>
    </>
  )
}

/** A page that broke while drawing, or never came: say so, and offer the way back. */
export function RouteProblem() {
  const { t } = useWords()
  const error = useRouteError()
  return (
    <>
      <PageHead title={t('problem.page')} />
      <ProblemAlert error={error} retry={() => window.location.reload()} />
    </>
  )
}
