// How materials and changes are named, the same on every page of this place.

import type { TrustChangeRow, TrustChangeState, TrustMaterialRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'

/** The common name where there is one: whole names are long, and their end is what tells them apart least. */
export function shortName(subject: string): string {
  return /(?:^|,)CN=((?:\\.|[^,\\+])+)/.exec(subject)?.[1]?.replaceAll('\\', '') ?? subject
}

/** For what an anchor is trusted, and for whom a national root vouches. */
export function Use({ row }: { row: Pick<TrustMaterialRow, 'usage' | 'purpose'> }) {
  const { t } = useWords()
  return (
    <span className="row">
      {row.usage && <span className="tag">{t(`trust.usage.${row.usage}`)}</span>}
      {row.purpose && <span className="tag">{t(`trust.purpose.${row.purpose}`)}</span>}
    </span>
  )
}

/** Its end; a policy has none. What is over says so in words: an expired anchor and a stale list are not the same. */
export function Until({ row }: { row: TrustMaterialRow }) {
  const { t } = useWords()
  if (row.removedAt) return <Badge tone="none">{t('trust.removed')}</Badge>
  if (row.kind === 'policy') return <span className="soft">—</span>
  const isEvidence = row.kind === 'crl' || row.kind === 'ocsp'
  return (
    <span className="row">
      <Time at={row.validUntil} show={isEvidence ? 'full' : 'day'} relative={isEvidence} />
      {row.isOver && <Badge tone={isEvidence ? 'warn' : 'bad'}>{t(isEvidence ? 'trust.stale' : 'trust.over')}</Badge>}
    </span>
  )
}

const TONES: Record<TrustChangeState, Tone> = {
  pending: 'accent',
  approved: 'good',
  refused: 'bad',
  withdrawn: 'none',
  expired: 'warn',
}

export function ChangeState({ state }: { state: TrustChangeState }) {
  const { t } = useWords()
  return <Badge tone={TONES[state]}>{t(`trust.state.${state}`)}</Badge>
}

/** `新增 信任锚`: what is to be done to what. */
export function useActionWords(): (row: Pick<TrustChangeRow, 'action' | 'kind'>) => string {
  const { t } = useWords()
  return ({ action, kind }) => t('trust.do', { action: t(`trust.action.${action}`), kind: t(`trust.kind.${kind}`) })
}
