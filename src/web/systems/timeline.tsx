import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import type { NodeRow, ProbeResultRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { formatTime } from '../pieces/time.tsx'
import { toneOf, useVerdictWord } from '../pieces/verdict-tag.tsx'

const SHOWN = 48

/** The mark says it too: a strip must be readable without its colours. */
const MARKS: Record<string, string> = { pass: '', warn: '!', fail: '×', unknown: '?', skipped: '–' }

/** The latest results of a node, oldest on the left; each leads to its evidence. */
export function Timeline({ node }: { node: NodeRow }) {
  const { t, pick } = useWords()
  const words = useVerdictWord()
  const path = `/nodes/${encodeURIComponent(node.id)}/timeline`
  const query = useQuery({
    queryKey: [path],
    queryFn: () => get<Page<ProbeResultRow>>(path, { limit: SHOWN }),
    refetchInterval: 15_000,
  })
  const results = [...(query.data?.items ?? [])].reverse()
  if (query.error) return <p className="small soft">{t('timeline.unknown')}</p>
  if (query.data && results.length === 0) return <p className="small soft">{t('timeline.none')}</p>
  return (
    <ol className="strip" aria-label={t('timeline.of', { node: node.name })}>
      {results.map((result) => {
        const label = `${formatTime(result.startedAt)} ${pick(result.checkTitle)} ${words(result.verdict)}`
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
  )
}
