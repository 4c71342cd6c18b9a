import type { HeldCredential } from '../desk/shapes.ts'
import { useWords } from '../language/index.ts'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'

const TONES: Record<HeldCredential['state'], Tone> = {
  issued: 'warn',
  written: 'warn',
  active: 'good',
  suspended: 'bad',
  superseded: 'none',
  revoked: 'none',
}

export function CredentialBadge({ state }: Pick<HeldCredential, 'state'>) {
  const { t } = useWords()
  return <Badge tone={TONES[state]}>{t(`holder.state.${state}`)}</Badge>
}
