import type { BatchLine } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Meter } from '../pieces/page.tsx'
import { Badge, type Tone, toneOf } from '../pieces/verdict-tag.tsx'

export const VERDICTS = ['INVALID', 'INDETERMINATE', 'VALID_WITH_DEFECTS', 'VALID'] as const

const STATE_TONES: Record<BatchLine['state'], Tone> = {
  waiting: 'none',
  running: 'accent',
  done: 'good',
  cancelled: 'warn',
}

export function isOpen({ state }: Pick<BatchLine, 'state'>): boolean {
  return state === 'waiting' || state === 'running'
}

/** How often a batch that is still at work is asked after; one that has ended is left alone. */
export function pollMs(batches: readonly BatchLine[] | undefined): number | false {
  return batches?.some(isOpen) ? 1500 : false
}

const NAMES_ALL = /\.(zip|jsonl?|csv|xlsx)$/i

/** An archive or a manifest names its batch; of loose files the first one does, and says how many there are. */
export function BatchName({ batch: { name, total } }: { batch: Pick<BatchLine, 'name' | 'total'> }) {
  const { t } = useWords()
  return <>{total > 1 && !NAMES_ALL.test(name) ? t('batch.name-and-others', { name, total }) : name}</>
}

export function BatchState({ batch }: { batch: BatchLine }) {
  const { t } = useWords()
  return <Badge tone={STATE_TONES[batch.state]}>{t(`batch.state.${batch.state}`)}</Badge>
}

export function BatchProgress({ batch }: { batch: BatchLine }) {
  const { t } = useWords()
  const words = t('batch.progress', { done: batch.done, total: batch.total })
  return (
    <span className="batch-progress">
      <span className="small">{words}</span>
      <Meter value={batch.total ? batch.done / batch.total : 0} label={words} />
    </span>
  )
}

/** What came out so far; what did not occur is left out. */
export function BatchCounts({ batch }: { batch: BatchLine }) {
  const { t } = useWords()
  return (
    <span className="row tight">
      {VERDICTS.filter((verdict) => batch.verdicts[verdict] > 0).map((verdict) => (
        <Badge key={verdict} tone={toneOf(verdict)}>
          {t(`verdict.${verdict}`)} {batch.verdicts[verdict]}
        </Badge>
      ))}
      {batch.refused > 0 && (
        <Badge tone="none">
          {t('batch.item.refused')} {batch.refused}
        </Badge>
      )}
      {batch.cancelled > 0 && (
        <Badge tone="none">
          {t('batch.item.cancelled')} {batch.cancelled}
        </Badge>
      )}
    </span>
  )
}
