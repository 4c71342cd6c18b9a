import type { BackupRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Badge } from './verdict-tag.tsx'

/** A backup nobody restored is a hope: only a drilled one is green. */
export function BackupState({ backup }: { backup: BackupRow }) {
  const { t } = useWords()
  if (backup.drill?.state === 'running') return <Badge tone="accent">{t('backup.state.drilling')}</Badge>
  if (backup.state === 'running') return <Badge tone="accent">{t('backup.state.running')}</Badge>
  if (backup.state === 'failed' || backup.completeness === 'fail')
    return <Badge tone="bad">{t('backup.state.failed')}</Badge>
  if (backup.drill?.usability === 'pass') return <Badge tone="good">{t('backup.state.drilled')}</Badge>
  if (backup.drill?.usability === 'fail') return <Badge tone="bad">{t('backup.state.unusable')}</Badge>
  return <Badge tone="warn">{t('backup.state.done')}</Badge>
}
