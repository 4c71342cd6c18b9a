// The pages of a verified PDF, with what the report says of each drawn over it.

import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import type { LaterChange, SignatureMark } from '#core/documents/marks.ts'
import { getBytes } from '../../api.ts'
import type { VerificationDetail, VerificationReport } from '../../contract.ts'
import { type TextKey, useWords } from '../../language/index.ts'
import { Bones } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { useOpenPdf } from './opening.ts'
import type { OpenPdf, PdfSheet } from './pdf.ts'
import { PdfSheetView } from './pdf-sheet.tsx'
import { firstToShow, type Placed, pagesWorthSeeing, readingOf, signedRevision } from './reading.ts'
import { SideBySide } from './side-by-side.tsx'
import { MarkBox, useView, Viewer } from './viewer.tsx'

export function PdfPages({ detail }: { detail: VerificationDetail }) {
  const query = useQuery({
    queryKey: ['/verifications', 'document', detail.id],
    queryFn: () => getBytes(`/verifications/${detail.id}/document`),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <Bones lines={10} />
  return <Opened bytes={query.data} report={detail.report} />
}

function Opened({ bytes, report }: { bytes: Uint8Array; report: VerificationReport }) {
  const { t } = useWords()
  const [password, setPassword] = useState<string>()
  const opening = useOpenPdf(bytes, bytes.length, password)
  if (opening.state === 'opening') return <Bones lines={10} />
  if (opening.state === 'open') return <Pages pdf={opening.pdf} bytes={bytes} password={password} report={report} />
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
  bytes: Uint8Array
  password: string | undefined
  report: VerificationReport
}

function Pages({ pdf, bytes, password, report }: PagesProps) {
  const { t } = useWords()
  const { marks } = report
  const signed = marks?.signatures.filter(({ covered }) => covered) ?? []
  const [field, setField] = useState(firstToShow(marks)?.field)
  const mark = signed.find((one) => one.field === field)
  const revision = signedRevision(marks, mark)
  const worth = pagesWorthSeeing(marks, mark)
  const view = useView(pdf.pages, (worth.find(({ isChanged }) => isChanged) ?? worth[0])?.page ?? 0)
  const [isBeside, setBeside] = useState(false)
  const { shade } = readingOf(marks, mark, view.page)
  const over = (sheet: PdfSheet, scale: number) => (
    <Marks sheet={sheet} scale={scale} report={report} mark={mark} page={view.page} />
  )
  return (
    <Viewer
      view={view}
      tools={
        revision && (
          <Button size="small" type={isBeside ? 'primary' : 'default'} onClick={() => setBeside(!isBeside)}>
            {t('preview.beside')}
          </Button>
        )
      }
    >
      {signed.length > 1 && (
        <div className="row small">
          <span className="soft">{t('preview.by')}</span>
          <Segmented
            size="small"
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

interface JumpsProps {
  worth: ReturnType<typeof pagesWorthSeeing>
  page: number
  turnTo: (page: number) => void
}

const MAX_JUMPS = 24

function Jumps({ worth, page, turnTo }: JumpsProps) {
  const { t } = useWords()
  if (worth.length === 0) return null
  const wordOf = (one: JumpsProps['worth'][number]) =>
    [one.isSigned && t('preview.jump.signed'), one.isChanged && t('preview.jump.changed')].filter(Boolean).join(' · ')
  return (
    <nav className="row small" aria-label={t('preview.jumps')}>
      <span className="soft">{t('preview.jumps')}</span>
      {worth.slice(0, MAX_JUMPS).map((one) => (
        <button
          key={one.page}
          type="button"
          className={one.isChanged ? 'jump changed' : 'jump'}
          aria-current={one.page === page ? 'page' : undefined}
          onClick={() => turnTo(one.page)}
        >
          {t('preview.page', { page: one.page + 1 })} {wordOf(one)}
        </button>
      ))}
      {worth.length > MAX_JUMPS && (
        <span className="soft">{t('preview.jumps-more', { more: worth.length - MAX_JUMPS })}</span>
      )}
    </nav>
  )
}

interface MarksProps {
  sheet: PdfSheet
  scale: number
  report: VerificationReport
  mark: SignatureMark | undefined
  page: number
}

const isBad = ({ effect }: LaterChange) => effect === 'fatal' || effect === 'unknown'

function Marks({ sheet, scale, report, mark, page }: MarksProps) {
  const { t } = useWords()
  const changeText = useChangeText(report)
  const { signatures, changes } = readingOf(report.marks, mark, page)
  const texts = [...new Set(changes.map(({ what }) => changeText(what)))]
  return (
    <>
      {changes.map(
        ({ what, rectangle }, index) =>
          rectangle && (
            <MarkBox
              key={`${what.code}${what.where}${index.toString()}`}
              box={sheet.boxOf(rectangle)}
              scale={scale}
              look={isBad(what) ? 'change-bad' : 'change-note'}
              label={(texts.indexOf(changeText(what)) + 1).toString()}
              title={changeText(what)}
            />
          ),
      )}
      {signatures.map(
        ({ what, rectangle }, index) =>
          rectangle && (
            <MarkBox
              key={`${what.field}${index.toString()}`}
              box={sheet.boxOf(rectangle)}
              scale={scale}
              look="signature"
              label={t(`preview.${what.kind}`, { name: what.field })}
            />
          ),
      )}
    </>
  )
}

/** What a change is, in the words of the finding that tells it. */
function useChangeText(report: VerificationReport): (change: LaterChange) => string {
  const { pick } = useWords()
  const findings = [...report.steps, ...report.signers.flatMap(({ steps }) => steps)].flatMap((step) => step.findings)
  return ({ code, where }) => {
    const told = findings.find((one) => one.code === code && one.params?.where === where)
    return pick(told?.text) || `${code} ${where}`
  }
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
  const { signatures, changes } = readingOf(report.marks, mark, page)
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
  report: { marks },
  mark,
  changes,
}: {
  report: VerificationReport
  mark: SignatureMark | undefined
  changes: readonly Placed<LaterChange>[]
}) {
  const { t } = useWords()
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

interface ChangeListProps {
  title: string
  /** As the boxes on the page are. */
  isNumbered?: boolean
  changes: readonly LaterChange[]
  textOf: (change: LaterChange) => string
}

function ChangeList({ title, isNumbered = false, changes, textOf }: ChangeListProps) {
  if (changes.length === 0) return null
  const texts = [...new Map(changes.map((change) => [textOf(change), change])).entries()]
  const List = isNumbered ? 'ol' : 'ul'
  return (
    <div>
      <h3>{title}</h3>
      <List className="change-list">
        {texts.map(([text, change]) => (
          <li key={text} className={isBad(change) ? 'bad' : ''}>
            {text}
          </li>
        ))}
      </List>
    </div>
  )
}
