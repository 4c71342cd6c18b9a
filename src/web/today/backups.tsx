import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import type { BackupRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { BackupState } from '../pieces/backup-state.tsx'
import { formatBytes } from '../pieces/download.ts'
import { Bones, Empty, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'

const SHOWN = 4

export function Backups() {
  const { t } = useWords()
  const query = useQuery({
    queryKey: ['/backups', 'latest'],
    queryFn: () => get<Page<BackupRow>>('/backups', { limit: SHOWN }),
    refetchInterval: 30_000,
  })
  const rows = query.data?.items.slice(0, SHOWN)
  return (
    <Panel title={t('backup.title')} padded={false} extra={<Link to="/inspections/backups">{t('action.all')}</Link>}>
      {!query.data && (
        <div className="body">{query.error ? <ProblemAlert error={query.error} /> : <Bones lines={3} />}</div>
      )}
      {rows?.length === 0 && (
        <div className="empty">
          <Empty title={t('backup.none')}>{t('backup.none-hint')}</Empty>
        </div>
      )}
      <ul className="lines">
        {rows?.map((backup) => (
          <li key={backup.id}>
            <span>
              <Time at={backup.startedAt} show="clock" />
              {typeof backup.sizeBytes === 'number' && (
                <span className="small soft"> · {formatBytes(backup.sizeBytes)}</span>
              )}
            </span>
            <BackupState backup={backup} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
