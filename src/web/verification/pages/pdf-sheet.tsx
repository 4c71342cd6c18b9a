import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useWords } from '../../language/index.ts'
import { Bones } from '../../pieces/page.tsx'
import { reasonOf } from './opening.ts'
import type { OpenPdf, PdfSheet, Undrawable } from './pdf.ts'
import type { PageReading } from './reading.ts'
import { useWidth } from './viewer.tsx'

interface Props {
  pdf: OpenPdf
  page: number
  zoom: number
  title: string
  shade?: PageReading['shade']
  /** Laid over the drawn page. */
  over?: (sheet: PdfSheet, scale: number) => ReactNode
  onDrawn?: (canvas: HTMLCanvasElement | undefined) => void
  onScroll?: (element: HTMLElement) => void
}

/** Paper is not stretched beyond this at zoom 1. */
const MAX_FIT_WIDTH = 900

/** One page of a PDF in a window of its own, or the reason why it is not drawn. */
export function PdfSheetView({ pdf, page, zoom, title, shade = 'none', over, onDrawn, onScroll }: Props) {
  const { t } = useWords()
  const room = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(room)
  const [sheet, setSheet] = useState<PdfSheet>()
  const [problem, setProblem] = useState<Undrawable>()
  const scale = sheet ? (Math.min(width, MAX_FIT_WIDTH) / sheet.width) * zoom : 0

  useEffect(() => {
    let isLeft = false
    setSheet(undefined)
    setProblem(undefined)
    pdf.sheet(page).then(
      (found) => !isLeft && setSheet(found),
      (error: unknown) => !isLeft && setProblem(reasonOf(error)),
    )
    return () => {
      isLeft = true
    }
  }, [pdf, page])

  useEffect(() => {
    const target = canvas.current
    if (!sheet || !target || scale <= 0) return
    const stop = new AbortController()
    onDrawn?.(undefined)
    sheet.draw(target, scale, window.devicePixelRatio, stop.signal).then(
      () => stop.signal.aborted || onDrawn?.(target),
      (error: unknown) => stop.signal.aborted || setProblem(reasonOf(error)),
    )
    return () => stop.abort()
  }, [sheet, scale, onDrawn])

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="room" ref={room} aria-label={title} tabIndex={0} onScroll={(e) => onScroll?.(e.currentTarget)}>
      {problem && <p className="note">{t(`preview.undrawn.${problem}`)}</p>}
      {!problem && !sheet && <Bones lines={8} />}
      {!problem && sheet && (
        <div className={`sheet ${shade}`} style={{ width: sheet.width * scale, height: sheet.height * scale }}>
          {/* A new element a page: one that is still being drawn on must not be used again. */}
          <canvas ref={canvas} key={`${page} ${scale}`} role="img" aria-label={title} />
          {over?.(sheet, scale)}
        </div>
      )}
    </section>
  )
}
