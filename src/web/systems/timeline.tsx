import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import type { NodeRow, ProbeResultRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { formatTime } from '../pieces/time.tsx'
import { toneOf, useVerdictWord } from '../pieces/verdict-tag.tsx'

/** Results asked for, over all checks of a node. */
const ASKED = 100

/** The mark says it too: a strip must be readable without its colours. */
const MARKS: Record<string, string> = { pass: '', warn: '!', fail: '×', unknown: '?', skipped: '–' }

/** Oldest on the left; each square leads to its evidence. */
function Strip({ results }: { results: readonly ProbeResultRow[] }) {
  const { t, pick } = useWords()
  const words = useVerdictWord()
  const title = pick(results[0]?.checkTitle)
  return (
    <div className="strip">
      <span className="small soft">{title}</span>
      <ol aria-label={t('timeline.of', { what: title })}>
        {results.toReversed().map((result) => {
          const label = `${formatTime(result.startedAt)} ${words(result.verdict)}`
          return (
            <li key={result.id}>
              <Link
                className={`tone-${toneOf(result.verdict)}`}
                to={`/systems/results/${result.id}`}
                title={label}
                aria-label={label}
              >
                {MARKS[result.verdict]}
              </Link>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** The latest results of a node, one strip a check. */
export function Timeline({ node }: { node: NodeRow }) {
  const { t } = useWords()
  const path = `/nodes/${encodeURIComponent(node.id)}/timeline`
  const query = useQuery({
    queryKey: [path],
    queryFn: () => get<Page<ProbeResultRow>>(path, { limit: ASKED }),
    refetchInterval: 15_000,
  })
  if (query.error) return <p className="small soft">{t('timeline.unknown')}</p>
  const results = query.data?.items ?? []
  if (query.data && results.length === 0) return <p className="small soft">{t('timeline.none')}</p>
  const checks = [...new Set(results.map((result) => result.checkId))]
  return checks.map((check) => <Strip key={check} results={results.filter((result) => result.checkId === check)} />)
}
