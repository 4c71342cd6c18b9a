// What the pages of seals share: tabs, states, pictures to size, and what happened.

import { NavLink } from 'react-router'
import { useActorName } from '../desk/actor.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import type { SealEvent, SealRequestState, SealState } from './shapes.ts'
import './seals.css'

export function SealTabs() {
  const { t } = useWords()
  const mayMake = useMay('make-seals')
  return (
    <nav className="tabs" aria-label={t('place.seals')}>
      <NavLink to="/seals" end>
        {t('seals.list')}
      </NavLink>
      <NavLink to="/seals/requests" end>
        {t('seals.requests')}
      </NavLink>
      {mayMake && (
        <NavLink to="/seals/makers" end>
          {t('seals.makers')}
        </NavLink>
      )}
    </nav>
  )
}

const SEAL_TONES: Record<SealState, Tone> = { active: 'good', frozen: 'warn', superseded: 'none', destroyed: 'bad' }

/** One whose maker was revoked is of no use, whatever else became of it. */
export function SealStateTag({ state, isMakerRevoked = false }: { state: SealState; isMakerRevoked?: boolean }) {
  const { t } = useWords()
  const isInUse = state === 'active' || state === 'frozen'
  if (isMakerRevoked && isInUse) return <Badge tone="bad">{t('seals.state.maker-revoked')}</Badge>
  return <Badge tone={SEAL_TONES[state]}>{t(`seals.state.${state}`)}</Badge>
}

const REQUEST_TONES: Partial<Record<SealRequestState, Tone>> = {
  returned: 'warn',
  rejected: 'bad',
  cancelled: 'none',
  delivered: 'good',
  done: 'good',
}

export function RequestStateTag({ state }: { state: SealRequestState }) {
  const { t } = useWords()
  return <Badge tone={REQUEST_TONES[state] ?? 'accent'}>{t(`seals.request-state.${state}`)}</Badge>
}

interface PictureProps {
  /** An address of ours, or a data URL. */
  src: string
  name: string
  widthMm: number
  heightMm: number
}

/** As large as on paper, as far as the screen keeps its millimetres. */
export function TrueSize({ src, name, widthMm, heightMm }: PictureProps) {
  return (
    <img className="seal-picture" src={src} alt={name} style={{ width: `${widthMm}mm`, height: `${heightMm}mm` }} />
  )
}

/** Whole inside a fixed box: for lists. */
export function Thumbnail({ src, name }: Pick<PictureProps, 'src' | 'name'>) {
  return <img className="seal-thumbnail" src={src} alt={name} loading="lazy" />
}

export const svgUrl = (svg: string) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`

export function History({ events }: { events: readonly SealEvent[] }) {
  const { t } = useWords()
  const nameOf = useActorName()
  return (
    <ol className="seal-history">
      {events.map((event) => (
        <li key={`${event.at}${event.step}${event.requestId}`}>
          <strong>{t(`seals.step.${event.step}` as TextKey)}</strong>
          <span className="small soft">
            {nameOf(event.actorName)} · <Time at={event.at} />
          </span>
          {event.note && <span className="small">{event.note}</span>}
        </li>
      ))}
    </ol>
  )
}
