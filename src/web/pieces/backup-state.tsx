import type { BackupRow } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Badge, type Tone } from './verdict-tag.tsx'

const TONES: Record<string, Tone> = {
  running: 'accent',
  done: 'warn',
  verified: 'good',
  drilled: 'good',
  failed: 'bad',
}

/** A backup nobody restored is a hope: only a drilled or verified one is green. */
export function BackupState({ backup }: { backup: BackupRow }) {
  const { t } = useWords()
  const state = backup.state
  return <Badge tone={TONES[state] ?? 'none'}>{state in TONES ? t(`backup.state.${state}` as TextKey) : state}</Badge>
}
