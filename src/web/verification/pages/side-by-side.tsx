// What was signed beside what is there now: the same page of both, scrolled together, with what differs between the drawings.

import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useWords } from '../../language/index.ts'
import { Bones } from '../../pieces/page.tsx'
import { type Difference, differencesOf } from './comparison.ts'
import { useOpenPdf } from './opening.ts'
import type { OpenPdf, PdfSheet } from './pdf.ts'
import { PdfSheetView } from './pdf-sheet.tsx'
import type { PageReading } from './reading.ts'
import { MarkBox, type View } from './viewer.tsx'

interface Props {
  bytes: Uint8Array
  /** How much of the file was signed. */
  end: number
  password: string | undefined
  /** All of it. */
  pdf: OpenPdf
  view: View
  shade: PageReading['shade']
  over: (sheet: PdfSheet, scale: number) => ReactNode
}

export function SideBySide({ bytes, end, password, pdf, view, shade, over }: Props) {
  const { t } = useWords()
  const opening = useOpenPdf(bytes, end, password)
  const pair = useRef<HTMLDivElement>(null)
  const [differences, take] = useDifferences()
  // Whichever moves takes the other along.
  const together = (moved: HTMLElement) => {
    for (const room of pair.current?.querySelectorAll<HTMLElement>('.room') ?? []) {
      if (room === moved) continue
      room.scrollTop = moved.scrollTop
      room.scrollLeft = moved.scrollLeft
    }
  }
  const differing = (sheet: PdfSheet, scale: number) =>
    differences?.map((one) => (
      <MarkBox
        key={`${one.left} ${one.top}`}
        look="difference"
        scale={scale}
        box={{
          left: one.left * sheet.width,
          top: one.top * sheet.height,
          width: one.width * sheet.width,
          height: one.height * sheet.height,
        }}
      />
    ))
  const isMissing = opening.state === 'open' && view.page >= opening.pdf.pages
  return (
    <div className="stack">
      <p className="small soft" role="status">
        {outcomeOf(isMissing, differences, t)} {t('preview.differences.aid')}
      </p>
      <div className="beside" ref={pair}>
        <div>
          <h3>{t('preview.then')}</h3>
          {opening.state === 'opening' && <Bones lines={8} />}
          {opening.state === 'failed' && <p className="note">{t(`preview.undrawn.${opening.reason}`)}</p>}
          {isMissing && <p className="note">{t('preview.not-then')}</p>}
          {opening.state === 'open' && !isMissing && (
            <PdfSheetView
              pdf={opening.pdf}
              page={view.page}
              zoom={view.zoom}
              title={t('preview.then')}
              shade="covered"
              over={differing}
              onDrawn={take.signed}
              onScroll={together}
            />
          )}
        </div>
        <div>
          <h3>{t('preview.now')}</h3>
          <PdfSheetView
            pdf={pdf}
            page={view.page}
            zoom={view.zoom}
            title={t('preview.now')}
            shade={shade}
            over={(sheet, scale) => (
              <>
                {differing(sheet, scale)}
                {over(sheet, scale)}
              </>
            )}
            onDrawn={take.current}
            onScroll={together}
          />
        </div>
      </div>
    </div>
  )
}

function outcomeOf(isMissing: boolean, differences: Difference[] | undefined, t: ReturnType<typeof useWords>['t']) {
  if (isMissing) return t('preview.not-then')
  if (!differences) return t('preview.differences.looking')
  return t(differences.length > 0 ? 'preview.differences.some' : 'preview.differences.none')
}

type Drawn = HTMLCanvasElement | undefined

/** Compares as soon as both are drawn. */
function useDifferences() {
  const [then, setThen] = useState<Drawn>()
  const [now, setNow] = useState<Drawn>()
  const [differences, setDifferences] = useState<Difference[]>()
  useEffect(() => {
    setDifferences(then && now ? differencesOf(then, now) : undefined)
  }, [then, now])
  const take = {
    signed: useCallback((canvas: Drawn) => setThen(canvas), []),
    current: useCallback((canvas: Drawn) => setNow(canvas), []),
  }
  return [differences, take] as const
}
