import { lazy, Suspense } from 'react'
import type { VerificationDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { Bones, Panel } from '../../pieces/page.tsx'
import { toneOf, VerdictIcon } from '../../pieces/verdict-tag.tsx'
import './pages.css'

const OfdPages = lazy(async () => ({ default: (await import('./ofd-pages.tsx')).OfdPages }))
const PdfPages = lazy(async () => ({ default: (await import('./pdf-pages.tsx')).PdfPages }))

/** The pages of the verified file. What is drawn here decides nothing: the verdict stands in the report. */
export function PagesTab({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const object = detail.materials.find(({ role }) => role === 'object')
  const { verdict } = detail.report
  return (
    <div className="stack">
      <div className={`verdict-strip row tone-${toneOf(verdict)}`}>
        <VerdictIcon value={verdict} />
        <span className="plain-words">{t(`verification.plain.${verdict}`)}</span>
        <span className="small">{t('preview.decides-nothing')}</span>
      </div>
      <Panel title={t('preview.title')}>
        <div className="stack">
          <Legend />
          {object?.isKept ? (
            <Suspense fallback={<Bones lines={10} />}>
              {detail.kind === 'ofd' ? <OfdPages detail={detail} /> : <PdfPages detail={detail} />}
            </Suspense>
          ) : (
            <p className="note">{t('preview.not-kept')}</p>
          )}
        </div>
      </Panel>
    </div>
  )
}

const LEGEND = ['signature', 'covered', 'changed', 'change-note', 'change-bad', 'difference'] as const

function Legend() {
  const { t } = useWords()
  return (
    <ul className="legend" aria-label={t('preview.legend')}>
      {LEGEND.map((look) => (
        <li key={look}>
          <span className={`swatch ${look}`} aria-hidden />
          {t(`preview.legend.${look}`)}
        </li>
      ))}
    </ul>
  )
}
