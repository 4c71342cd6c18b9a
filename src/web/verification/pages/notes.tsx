// What is said beside a page: which pages are worth a look, and what was changed.

import type { LaterChange } from '#core/documents/marks.ts'
import type { VerificationReport } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import type { pagesWorthSeeing } from './reading.ts'

export const isBad = ({ effect }: LaterChange) => effect === 'fatal' || effect === 'unknown'

interface JumpsProps {
  worth: ReturnType<typeof pagesWorthSeeing>
  page: number
  turnTo: (page: number) => void
}

const MAX_JUMPS = 24

export function Jumps({ worth, page, turnTo }: JumpsProps) {
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

/** What a change is, in the words of the finding that tells it. */
export function useChangeText(report: VerificationReport): (change: LaterChange) => string {
  const { pick } = useWords()
  const findings = [...report.steps, ...report.signers.flatMap(({ steps }) => steps)].flatMap((step) => step.findings)
  return ({ code, where }) => {
    const told = findings.find((one) => one.code === code && [one.params?.where, one.params?.name].includes(where))
    return pick(told?.text) || `${code} ${where}`
  }
}

interface ChangeListProps {
  title: string
  /** As the boxes on the page are. */
  isNumbered?: boolean
  changes: readonly LaterChange[]
  textOf: (change: LaterChange) => string
}

export function ChangeList({ title, isNumbered = false, changes, textOf }: ChangeListProps) {
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
