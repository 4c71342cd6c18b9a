import { type TextKey, useWords } from '../language/index.ts'
import { Badge, type Tone } from './verdict-tag.tsx'

const STATE_TONES: Record<string, Tone> = {
  planned: 'none',
  running: 'accent',
  'awaiting-manual': 'warn',
  'awaiting-review': 'warn',
  'done-on-time': 'good',
  'done-late': 'warn',
  'made-up': 'warn',
  missed: 'bad',
}

/** 计划 → 执行中 → 待人工 → 待复核 → 已完成(准时) | 已完成(迟) | 已补巡 | 漏检 */
export function RoundState({ state }: { state: string }) {
  const { t } = useWords()
  const known = state in STATE_TONES
  return <Badge tone={STATE_TONES[state] ?? 'none'}>{known ? t(`round.state.${state}` as TextKey) : state}</Badge>
}
