import { useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useQueue } from './queue.ts'
import type { Approval } from './shapes.ts'

/** What waits for a second person about one thing, in the queue of who is looking. */
export function useWaiting(kind: string, objectId: string | undefined): Approval | undefined {
  const { data } = useQueue()
  return [...(data?.waiting ?? []), ...(data?.toDecide ?? [])].find(
    (one) => one.kind === kind && one.object.id === objectId,
  )
}

/** Asked for, and not decided. */
export function Waiting() {
  const { t } = useWords()
  return (
    <div className="row" role="status">
      <Badge tone="accent">{t('approval.asked')}</Badge>
      <LinkButton to="/approvals" small quiet>
        {t('approval.open-queue')}
      </LinkButton>
    </div>
  )
}
