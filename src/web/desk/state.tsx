import { useWords } from '../language/index.ts'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import type { AskedLine, RequestState } from './shapes.ts'

const TONES: Record<RequestState, Tone> = {
  draft: 'none',
  submitted: 'accent',
  returned: 'bad',
  reviewed: 'accent',
  approved: 'warn',
  issuing: 'accent',
  issued: 'warn',
  written: 'warn',
  closed: 'good',
  rejected: 'bad',
  cancelled: 'none',
  failed: 'bad',
}

export function StateBadge({ asked }: { asked: Pick<AskedLine, 'state'> }) {
  const { t } = useWords()
  return <Badge tone={TONES[asked.state]}>{t(`desk.state.${asked.state}`)}</Badge>
}
