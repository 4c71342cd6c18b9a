import type { TargetRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Badge } from '../pieces/verdict-tag.tsx'

const TONES = { executed: 'good', read: 'accent', unverified: 'warn' } as const

/** How far a recipe was checked: nobody may take a text from memory for one that was run. */
export function VerifiedBadge({ verified }: { verified: TargetRow['verified'] }) {
  const { t } = useWords()
  return <Badge tone={TONES[verified]}>{t(`recipe.verified.${verified}`)}</Badge>
}
