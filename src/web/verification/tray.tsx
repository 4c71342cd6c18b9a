import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import type { BatchLine } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { Time } from '../pieces/time.tsx'
import { BatchCounts, BatchName, BatchProgress, BatchState, isOpen, pollMs } from './batch-parts.tsx'

/** Beside what still runs, the last few that ended. */
const SHOWN = 4

/** The batches at work. They live on the server: whoever leaves the page finds them here again. */
export function BatchTray() {
  const { t } = useWords()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['/verification-batches', 'tray'],
    queryFn: () => get<Page<BatchLine>>('/verification-batches', { limit: 20 }),
    refetchInterval: ({ state }) => pollMs(state.data?.items),
  })
  const all = query.data?.items ?? []
  const running = all.filter(isOpen)
  const done = all.reduce((sum, batch) => sum + batch.done, 0)
  const before = useRef(done)
  useEffect(() => {
    if (before.current === done) return
    before.current = done
    void client.invalidateQueries({ queryKey: ['/verifications'] })
  }, [done, client])
  const shown = [...running, ...all.filter((batch) => !isOpen(batch)).slice(0, Math.max(0, SHOWN - running.length))]
  if (shown.length === 0) return null
  return (
    <Panel
      padded={false}
      title={running.length > 0 ? t('batch.running', { batches: running.length }) : t('batch.title')}
      extra={<Link to="/verification/batches">{t('batch.all')}</Link>}
    >
      <ul className="tray" aria-live="polite">
        {shown.map((batch) => (
          <li key={batch.id}>
            <BatchState batch={batch} />
            <Link to={`/verification/batches/${batch.id}`}>
              <BatchName batch={batch} />
            </Link>
            <BatchProgress batch={batch} />
            <BatchCounts batch={batch} />
            <Time at={batch.createdAt} show="clock" />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
