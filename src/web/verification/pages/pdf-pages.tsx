// The pages of a verified PDF, with what the report says of each drawn over it.

import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import type { LaterChange, SignatureMark } from '#core/documents/marks.ts'
import { getBytes } from '../../api.ts'
import type { VerificationDetail, VerificationReport } from '../../contract.ts'
import { type TextKey, useWords } from '../../language/index.ts'
import { download } from '../../pieces/download.ts'
import { Bones } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Marks } from './marks.tsx'
import { ChangeList, Jumps, useChangeText } from './notes.tsx'
import { useOpenPdf } from './opening.ts'
import type { OpenPdf, PdfSheet } from './pdf.ts'
import { PdfSheetView } from './pdf-sheet.tsx'
import { firstToShow, isUnclear, type Placed, pagesWorthSeeing, readingOf, signedRevision } from './reading.ts'
import { SideBySide } from './side-by-side.tsx'
import { useView, Viewer } from './viewer.tsx'

export function PdfPages({ detail }: { detail: VerificationDetail }) {
  const query = useQuery({
    queryKey: ['/verifications', 'document', detail.id],
    queryFn: () => getBytes(`/verifications/${detail.id}/document`),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <Bones lines={10} />
  return <Opened bytes={query.data} detail={detail} />
}

function Opened({
  bytes,
  detail: { fileName, report },
}: {
  bytes: Uint8Array<ArrayBuffer>
  detail: VerificationDetail
}) {
  const { t } = useWords()
  const [password, setPassword] = useState<string>()
  const opening = useOpenPdf(bytes, bytes.length, password)
  if (opening.state === 'opening') return <Bones lines={10} />
  if (opening.state === 'open')
    return (
      <Pages
        pdf={opening.pdf}
        bytes={bytes}
        password={password}
        fileName={fileName.replace(/\.pdf$/i, '')}
        report={report}
      />
    )
  const asksForPassword = opening.reason === 'password' || opening.reason === 'wrong-password'
  return (
    <div className="stack">
      <p className="note">{t(`preview.undrawn.${opening.reason}`)}</p>
      {asksForPassword && (
        <Input.Search
          className="page-password"
          type="password"
          autoComplete="off"
          aria-label={t('preview.password')}
          placeholder={t('preview.password')}
          enterButton={t('preview.open')}
          onSearch={setPassword}
        />
      )}
    </div>
  )
}

interface PagesProps {
  pdf: OpenPdf
  bytes: Uint8Array<ArrayBuffer>
  password: string | undefined
  fileName: string
  report: VerificationReport
}

function Pages({ pdf, bytes, password, fileName, report }: PagesProps) {
  const { t } = useWords()
  const { marks } = report
  const signed = marks?.signatures.filter(({ covered }) => covered) ?? []
  const [field, setField] = useState(firstToShow(marks)?.field)
  const mark = signed.find((one) => one.field === field)
  const revision = signedRevision(marks, mark)
  const worth = pagesWorthSeeing(marks, mark ? [mark] : [])
  const view = useView(pdf.pages, (worth.find(({ isChanged }) => isChanged) ?? worth[0])?.page ?? 0)
  const [isBeside, setBeside] = useState(false)
  const reading = readingOf(marks, mark ? [mark] : [], view.page)
  const shade = reading.shade === 'covered' && isUnclear(report) ? 'none' : reading.shade
  const over = (sheet: PdfSheet, scale: number) => (
    <Marks boxOf={sheet.boxOf} scale={scale} report={report} reading={reading} />
  )
  return (
    <Viewer
      view={view}
      tools={
        revision && (
          <>
            <Button size="small" type={isBeside ? 'primary' : 'default'} onClick={() => setBeside(!isBeside)}>
              {t('preview.beside')}
            </Button>
            <Button
              size="small"
              onClick={() =>
                download(`${fileName}.v${revision.number}.pdf`, bytes.slice(0, revision.bytes), 'application/pdf')
              }
            >
              {t('preview.download-then')}
            </Button>
          </>
        )
      }
    >
      {signed.length > 1 && (
        <div className="row small">
          <span className="soft">{t('preview.by')}</span>
          <Segmented
            options={signed.map((one) => one.field)}
            value={field ?? ''}
            onChange={(chosen) => setField(chosen)}
          />
        </div>
      )}
      <Jumps worth={worth} page={view.page} turnTo={view.turnTo} />
      <div className={isBeside && revision ? 'viewer-parts' : 'viewer-parts with-notes'}>
        {isBeside && revision ? (
          <SideBySide
            key={revision.bytes}
            bytes={bytes}
            end={revision.bytes}
            password={password}
            pdf={pdf}
            view={view}
            shade={shade}
            over={over}
          />
        ) : (
          <PdfSheetView
            pdf={pdf}
            page={view.page}
            zoom={view.zoom}
            title={t('preview.page', { page: view.page + 1 })}
            shade={shade}
            over={over}
          />
        )}
        <PageNotes report={report} mark={mark} page={view.page} />
      </div>
    </Viewer>
  )
}

/** In words what the colours say of this page, and what has no place on it. */
function PageNotes({
  report,
  mark,
  page,
}: {
  report: VerificationReport
  mark: SignatureMark | undefined
  page: number
}) {
  const { t } = useWords()
  const changeText = useChangeText(report)
  const { signatures, changes } = readingOf(report.marks, mark ? [mark] : [], page)
  const elsewhere = mark?.changes.filter(({ places }) => places.length === 0) ?? []
  return (
    <div className="page-notes stack">
      <Coverage report={report} mark={mark} changes={changes} />
      {signatures.length > 0 && (
        <p>{t('preview.signed-here', { names: signatures.map(({ what }) => what.field).join('、') })}</p>
      )}
      <ChangeList
        isNumbered
        title={t('preview.changed-here')}
        changes={changes.map(({ what }) => what)}
        textOf={changeText}
      />
      <ChangeList title={t('preview.changed-elsewhere')} changes={elsewhere} textOf={changeText} />
    </div>
  )
}

function Coverage({
  report,
  mark,
  changes,
}: {
  report: VerificationReport
  mark: SignatureMark | undefined
  changes: readonly Placed<LaterChange>[]
}) {
  const { t } = useWords()
  const { marks } = report
  if (mark && isUnclear(report))
    return <p className="strong warn-text">{t('preview.coverage.unclear', { name: mark.field })}</p>
  if (!mark) return <p className="strong">{t('preview.coverage.none')}</p>
  const key: TextKey = changes.length > 0 ? 'preview.coverage.changed' : 'preview.coverage.same'
  return (
    <p className={changes.length > 0 ? 'strong warn-text' : 'strong'}>
      {mark.hasLaterOctets
        ? t(key, { name: mark.field, number: mark.revision ?? '?', all: marks?.revisions.length ?? '?' })
        : t('preview.coverage.whole', { name: mark.field })}
    </p>
  )
}
