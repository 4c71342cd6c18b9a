import { useWords } from '../../language/index.ts'
import { Meter } from '../../pieces/page.tsx'
import type { DiscoveryRow } from './shapes.ts'

/** How much of a search is done, in figures and as a bar. */
export function Progress({ job: { total, done, state } }: { job: DiscoveryRow }) {
  const { t } = useWords()
  if (total === 0) return <span className="soft">{state === 'done' ? t('discovery.nothing-there') : '—'}</span>
  const text = t('discovery.progress.of', { done, total })
  return (
    <div>
      <div className="small">{text}</div>
      <Meter value={done / total} label={text} />
    </div>
  )
}
