import type { CertificateRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Meter } from './page.tsx'
import { formatDay } from './time.tsx'
import { toneOf, VerdictIcon } from './verdict-tag.tsx'

/** The bar spans a quarter: what is further away needs no attention today. */
const SPAN_DAYS = 90

/** Days left as a number, a bar and a level's icon. */
export function DaysLeft({ certificate }: { certificate: Pick<CertificateRow, 'daysLeft' | 'level' | 'notAfter'> }) {
  const { t } = useWords()
  const { daysLeft, level } = certificate
  const words =
    daysLeft < 0 ? t('certificate.expired-for', { days: -daysLeft }) : t('certificate.days', { days: daysLeft })
  return (
    <div className="days-left" title={formatDay(certificate.notAfter)}>
      <span className="row between">
        <VerdictIcon value={level} />
        <span>{words}</span>
      </span>
      <Meter value={daysLeft < 0 ? 1 : daysLeft / SPAN_DAYS} label={words} tone={toneOf(level)} />
    </div>
  )
}
