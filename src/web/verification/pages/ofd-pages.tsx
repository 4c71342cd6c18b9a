// The pages of a verified OFD, drawn by the server as plain data, with what the report says of each drawn over it.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { get } from '../../api.ts'
import type { DrawnOfdPage, VerificationDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Bones } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Marks } from './marks.tsx'
import { ChangeList, Jumps, useChangeText } from './notes.tsx'
import { OfdScene } from './ofd-scene.tsx'
import { boxOfRectangle, type PageReading, pagesWorthSeeing, readingOf } from './reading.ts'
import { useView, useWidth, type View, Viewer } from './viewer.tsx'

type Scene = NonNullable<DrawnOfdPage['scene']>

/** A page this much longer than wide is drawn shorter: it would be a wall. */
const MAX_RATIO = 20
const MAX_FIT_WIDTH = 900

export function OfdPages({ detail }: { detail: VerificationDetail }) {
  const { marks } = detail.report
  const worth = pagesWorthSeeing(marks, marks?.signatures ?? [])
  const first = useDrawnPage(detail.id, 0)
  const view = useView(Math.max(1, first.data?.pages ?? marks?.pages ?? 1), worth[0]?.page ?? 0)
  const query = useDrawnPage(detail.id, view.page)
  return (
    <Viewer view={view}>
      <Jumps worth={worth} page={view.page} turnTo={view.turnTo} />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      <div className="viewer-parts with-notes">
        <Sheet drawn={query.data} detail={detail} view={view} />
        <Notes drawn={query.data} detail={detail} page={view.page} />
      </div>
    </Viewer>
  )
}

function useDrawnPage(id: string, page: number) {
  return useQuery({
    queryKey: ['/verifications', 'pages', id, page],
    queryFn: () => get<DrawnOfdPage>(`/verifications/${id}/pages/${page + 1}`),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
}

function Sheet({ drawn, detail, view }: { drawn: DrawnOfdPage | undefined; detail: VerificationDetail; view: View }) {
  const { t, pick } = useWords()
  const room = useRef<HTMLDivElement>(null)
  const width = useWidth(room)
  const title = t('preview.page', { page: view.page + 1 })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="room" ref={room} aria-label={title} tabIndex={0}>
      {!drawn && <Bones lines={8} />}
      {drawn?.problem && <p className="note">{pick(drawn.problem.text)}</p>}
      {drawn?.scene && width > 0 && (
        <Paper
          scene={drawn.scene}
          width={Math.min(width, MAX_FIT_WIDTH) * view.zoom}
          shade={shadeOf(drawn, detail)}
          title={title}
          detail={detail}
          page={view.page}
        />
      )}
    </section>
  )
}

/** Shaded as signed only where a signature lists every file the page is drawn from, and the report finds none of them changed. */
function shadeOf(
  { listings = [], drawnFrom = [] }: DrawnOfdPage,
  { report }: VerificationDetail,
): PageReading['shade'] {
  const changed = report.marks?.signatures.flatMap(({ changes }) => changes.map(({ where }) => where)) ?? []
  if (listings.length === 0) return 'none'
  if (drawnFrom.some((path) => changed.includes(path))) return 'changed'
  return listings.some(({ notListed }) => notListed.length === 0) ? 'covered' : 'changed'
}

interface PaperProps {
  scene: Scene
  width: number
  shade: PageReading['shade']
  title: string
  detail: VerificationDetail
  page: number
}

function Paper({ scene, width, shade, title, detail: { report }, page }: PaperProps) {
  const scale = width / scene.width
  const height = Math.min(scene.height * scale, width * MAX_RATIO)
  const reading = readingOf(report.marks, report.marks?.signatures ?? [], page)
  return (
    <div className={`sheet ${shade}`} style={{ width, height }}>
      <OfdScene scene={scene} title={title} />
      <Marks boxOf={boxOfRectangle} scale={scale} report={report} reading={reading} />
    </div>
  )
}

function Notes({
  drawn,
  detail: { report },
  page,
}: {
  drawn: DrawnOfdPage | undefined
  detail: VerificationDetail
  page: number
}) {
  const { t, pick } = useWords()
  const changeText = useChangeText(report)
  const { signatures, changes } = readingOf(report.marks, report.marks?.signatures ?? [], page)
  const elsewhere = report.marks?.signatures.flatMap((one) => one.changes.filter(({ places }) => places.length === 0))
  const names = signatures.map(({ what }) => what.field).join('、')
  return (
    <div className="page-notes stack">
      {(drawn?.documents ?? 1) > 1 && <p className="strong warn-text">{t('preview.several-documents')}</p>}
      {drawn?.listings?.length === 0 && <p className="strong">{t('preview.coverage.none')}</p>}
      {drawn?.listings?.map(({ field, notListed }) => (
        <Listing key={field} field={field} notListed={notListed} />
      ))}
      {names && <p>{t('preview.signed-here', { names })}</p>}
      <ChangeList
        isNumbered
        title={t('preview.not-as-signed')}
        changes={changes.map(({ what }) => what)}
        textOf={changeText}
      />
      <ChangeList title={t('preview.not-signed-elsewhere')} changes={elsewhere ?? []} textOf={changeText} />
      {drawn?.scene && drawn.scene.problems.length > 0 && (
        <div>
          <h3>{t('preview.not-drawn')}</h3>
          <ul className="change-list">
            {drawn.scene.problems.map(({ code, text }) => (
              <li key={code}>{pick(text)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

function Listing({ field, notListed }: { field: string; notListed: string[] }) {
  const { t } = useWords()
  if (notListed.length === 0) return <p className="strong">{t('preview.listing.all', { name: field })}</p>
  return (
    <div>
      <p className="strong warn-text">{t('preview.listing.some', { name: field })}</p>
      <ul className="change-list">
        {notListed.map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}
