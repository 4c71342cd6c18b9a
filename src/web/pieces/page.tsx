// The parts every page is made of: its head, its panels, its facts.

import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { useWords } from '../language/index.ts'

interface HeadProps {
  title: ReactNode
  /** What the browser tab says, when the title is more than text. */
  documentTitle?: string | undefined
  meta?: ReactNode
  actions?: ReactNode
  back?: { to: string; text: string }
}

export function PageHead({ title, documentTitle, meta, actions, back }: HeadProps) {
  const { t } = useWords()
  const name = documentTitle ?? (typeof title === 'string' ? title : undefined)
  useEffect(() => {
    if (name) document.title = `${name} · ${t('app.name')}`
  }, [name, t])
  return (
    <div className="page-head">
      {back && (
        <Link className="back" to={back.to}>
          ‹ {back.text}
        </Link>
      )}
      <h1>{title}</h1>
      {meta && <span className="meta">{meta}</span>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  )
}

interface PanelProps {
  title?: ReactNode
  extra?: ReactNode
  children: ReactNode
  /** Off for tables, which bring their own spacing. */
  padded?: boolean
  id?: string
}

export function Panel({ title, extra, children, padded = true, id }: PanelProps) {
  return (
    <section className="panel" id={id}>
      {(title || extra) && (
        <header>
          {title && <h2>{title}</h2>}
          {extra && <div className="extra">{extra}</div>}
        </header>
      )}
      {padded ? <div className="body">{children}</div> : children}
    </section>
  )
}

/** Name and value, one below the other. A value of `undefined` leaves its line out. */
export function Facts({ facts, two = false }: { facts: readonly (readonly [string, ReactNode])[]; two?: boolean }) {
  return (
    <dl className={two ? 'facts two' : 'facts'}>
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => [<dt key={`${name}:`}>{name}</dt>, <dd key={name}>{value ?? '—'}</dd>])}
    </dl>
  )
}

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <>
      <strong>{title}</strong>
      {children && <span>{children}</span>}
      {action && <div>{action}</div>}
    </>
  )
}

/** Lines that will be text soon. */
export function Bones({ lines = 4 }: { lines?: number }) {
  const { t } = useWords()
  return (
    <div className="stack" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <span key={line} className="bone" style={{ width: `${88 - ((line * 23) % 50)}%` }} />
      ))}
    </div>
  )
}

export function Meter({ value, label, tone }: { value: number; label: string; tone?: string }) {
  const percent = Math.max(0, Math.min(100, value * 100))
  return (
    <div
      className={`meter${tone ? ` tone-${tone}` : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  )
}
