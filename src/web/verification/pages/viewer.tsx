// What every drawn document has: pages to turn, a zoom, the keys for both, and a sheet with boxes laid over it.

import { LeftOutlined, MinusOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useState } from 'react'
import { useWords } from '../../language/index.ts'
import type { Box } from './pdf.ts'

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const

export interface View {
  /** From 0. */
  page: number
  pages: number
  /** 1: as wide as the room for it. */
  zoom: number
  turnTo(page: number): void
  zoomBy(steps: number): void
}

export function useView(pages: number, first = 0): View {
  const [page, setPage] = useState(first)
  const [zoomAt, setZoomAt] = useState(ZOOMS.indexOf(1))
  return {
    page: Math.min(page, Math.max(0, pages - 1)),
    pages,
    zoom: ZOOMS[zoomAt] ?? 1,
    turnTo: (wanted) => setPage(Math.max(0, Math.min(pages - 1, wanted))),
    zoomBy: (steps) => setZoomAt((at) => Math.max(0, Math.min(ZOOMS.length - 1, at + steps))),
  }
}

const KEYS: Record<string, (view: View) => void> = {
  ArrowLeft: (view) => view.turnTo(view.page - 1),
  ArrowRight: (view) => view.turnTo(view.page + 1),
  PageUp: (view) => view.turnTo(view.page - 1),
  PageDown: (view) => view.turnTo(view.page + 1),
  Home: (view) => view.turnTo(0),
  End: (view) => view.turnTo(view.pages - 1),
  '+': (view) => view.zoomBy(1),
  '=': (view) => view.zoomBy(1),
  '-': (view) => view.zoomBy(-1),
}

/** Turns and zooms by key wherever the focus is inside, save where somebody types. */
export function Viewer({ view, tools, children }: { view: View; tools?: ReactNode; children: ReactNode }) {
  const { t } = useWords()
  const onKeyDown = (event: KeyboardEvent) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    const act = isTyping || event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key]
    if (!act) return
    event.preventDefault()
    act(view)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are a short cut; every one of them has its button
    <div className="viewer" onKeyDown={onKeyDown}>
      <div className="viewer-bar" role="toolbar" aria-label={t('preview.tools')}>
        <Pager view={view} />
        <Zoom view={view} />
        {tools}
      </div>
      {children}
    </div>
  )
}

function Pager({ view }: { view: View }) {
  const { t } = useWords()
  return (
    <span className="row tight">
      <Button
        size="small"
        icon={<LeftOutlined />}
        aria-label={t('preview.previous')}
        disabled={view.page === 0}
        onClick={() => view.turnTo(view.page - 1)}
      />
      <input
        className="page-number"
        inputMode="numeric"
        aria-label={t('preview.number')}
        value={view.page + 1}
        onChange={({ target }) => view.turnTo(Number(target.value.replace(/\D/g, '')) - 1)}
      />
      <span>/ {view.pages}</span>
      <Button
        size="small"
        icon={<RightOutlined />}
        aria-label={t('preview.next')}
        disabled={view.page >= view.pages - 1}
        onClick={() => view.turnTo(view.page + 1)}
      />
    </span>
  )
}

function Zoom({ view }: { view: View }) {
  const { t } = useWords()
  return (
    <span className="row tight">
      <Button size="small" icon={<MinusOutlined />} aria-label={t('preview.smaller')} onClick={() => view.zoomBy(-1)} />
      <span className="zoom">{Math.round(view.zoom * 100)}%</span>
      <Button size="small" icon={<PlusOutlined />} aria-label={t('preview.larger')} onClick={() => view.zoomBy(1)} />
    </span>
  )
}

/** How wide an element is now, in CSS pixels; 0 before it is known. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return width
}

export type MarkLook = 'signature' | 'change-note' | 'change-bad' | 'difference'

interface MarkBoxProps {
  box: Box
  scale: number
  look: MarkLook
  /** Short: it stands on the page. Without one the box is for the eye only. */
  label?: string
  /** In full. */
  title?: string
}

export function MarkBox({ box: { left, top, width, height }, scale, look, label, title = label }: MarkBoxProps) {
  return (
    <div
      className={`mark ${look}`}
      style={{ left: left * scale, top: top * scale, width: width * scale, height: height * scale }}
      {...(label ? { title } : { 'aria-hidden': true })}
    >
      {label && <span className={top * scale < 20 ? 'mark-label below' : 'mark-label'}>{label}</span>}
    </div>
  )
}
