import { useWords } from '../language/index.ts'
import { Badge } from '../pieces/verdict-tag.tsx'
import type { AccountLine } from './shapes.ts'

/** Fetched when the page is opened: a lock that has run out since is none. */
export function AccountState({ account }: { account: AccountLine }) {
  const { t } = useWords()
  const isLocked = account.lockedUntil !== null && Date.parse(String(account.lockedUntil)) > Date.now()
  if (account.rightsFault) return <Badge tone="bad">{t('account.state.altered')}</Badge>
  if (account.isDisabled) return <Badge tone="none">{t('account.state.disabled')}</Badge>
  if (isLocked) return <Badge tone="warn">{t('account.state.locked')}</Badge>
  return <Badge tone="good">{t('account.state.active')}</Badge>
}
